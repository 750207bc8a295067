import type { Attachment } from '@rapport/contract';
import {
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMovie,
  IconMusic,
  IconPhoto,
  IconPresentation,
  IconTable,
} from '@tabler/icons-react';

/** A drawing of what a file is. */
export function FileIcon({ file, size }: { file: Pick<Attachment, 'type'> & { kind?: Attachment['kind'] }; size: number }) {
  const Icon = iconOf(file.type, file.kind);
  return <Icon size={size} stroke={1.4} aria-hidden />;
}

function iconOf(type: string, kind: Attachment['kind'] | undefined): typeof IconFile {
  if (kind === 'image') return IconPhoto;
  if (kind === 'video') return IconMovie;
  if (kind === 'audio' || kind === 'voice') return IconMusic;
  if (type === 'application/pdf') return IconFileTypePdf;
  if (/zip|compressed|tar|rar|7z/.test(type)) return IconFileZip;
  if (/sheet|excel|csv/.test(type)) return IconTable;
  if (/presentation|powerpoint/.test(type)) return IconPresentation;
  return type.startsWith('text/') || /word|document/.test(type) ? IconFileText : IconFile;
}
