import type { RecordKind } from '@rapport/contract';
import { IconClipboardText, IconFilePlus, IconMessage, IconMessageOff, IconPaperclip, IconPencil } from '@tabler/icons-react';

const icons: Record<RecordKind, typeof IconMessage> = {
  message: IconMessage,
  form: IconClipboardText,
  supplement: IconFilePlus,
  file: IconPaperclip,
  edited: IconPencil,
  recalled: IconMessageOff,
};

/** Says nothing aloud: the kind stands beside it in words. */
export function KindIcon({ kind, size = 16 }: { kind: RecordKind; size?: number }) {
  const Icon = icons[kind];
  return <Icon size={size} aria-hidden />;
}
