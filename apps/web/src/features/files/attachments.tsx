import { type Attachment, filePaths, type Message } from '@rapport/contract';
import { IconFile, IconFileText, IconFileTypePdf, IconFileZip, IconTable } from '@tabler/icons-react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNow } from '../../app/language.ts';
import { sizeOf } from '../../app/times.ts';
import { TalkContext } from '../conversations/talk-context.ts';
import { fitted } from './fitted.ts';
import './files.css';

/** Pictures in rows, sound and film in place, everything else as a card. Their heights are known before they load. */
export function Attachments({ attachments, message }: { attachments: readonly Attachment[]; message?: Message }) {
  const pictures = attachments.filter((a) => a.kind === 'image');
  const others = attachments.filter((a) => a.kind !== 'image');
  return (
    <div className="attachments">
      {pictures.length > 0 && (
        <div className="pictures">
          {pictures.map((picture, index) => (
            <Picture key={picture.file} picture={picture} many={pictures.length > 1} index={index} message={message} />
          ))}
        </div>
      )}
      {others.map((file) => (
        <OneFile key={file.file} file={file} />
      ))}
    </div>
  );
}

function Picture({
  picture,
  many,
  index,
  message,
}: {
  picture: Attachment;
  many: boolean;
  index: number;
  message: Message | undefined;
}) {
  const { t } = useTranslation('timeline');
  const talk = use(TalkContext);
  const size = fitted(picture.width, picture.height, many);
  return (
    <button
      type="button"
      className="picture"
      style={{ ...size, ...(picture.blur ? { backgroundImage: `url("${picture.blur}")` } : {}) }}
      aria-label={t('openImage', { name: picture.name })}
      onClick={() => message && talk?.dialog({ kind: 'picture', message, index })}
    >
      <img
        src={filePaths.preview(picture.file, many ? 256 : 1024)}
        alt={t('imageOf', { name: picture.name })}
        width={size.width}
        height={size.height}
        loading="lazy"
        decoding="async"
        draggable={false}
      />
    </button>
  );
}

function OneFile({ file }: { file: Attachment }) {
  const address = filePaths.content(file.file, file.name);
  if (file.kind === 'audio' || file.kind === 'voice')
    return (
      <figure className="sound">
        {/* biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions */}
        <audio controls preload="metadata" src={address} />
        {file.kind === 'audio' && <figcaption className="dim ellipsis">{file.name}</figcaption>}
      </figure>
    );
  if (file.kind === 'video') {
    const size = fitted(file.width, file.height, false);
    return (
      // biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions
      <video
        className="film"
        controls
        preload="metadata"
        src={address}
        style={size}
        poster={filePaths.preview(file.file, 1024)}
      />
    );
  }
  return <FileCard file={file} />;
}

export function FileCard({ file }: { file: Pick<Attachment, 'file' | 'name' | 'type' | 'size'> }) {
  const { t } = useTranslation('timeline');
  const Icon = iconOf(file.type);
  return (
    <a
      className="file-card"
      href={filePaths.content(file.file, file.name)}
      target="_blank"
      rel="noopener"
      aria-label={t('download', { name: file.name })}
    >
      <Icon size={28} stroke={1.4} aria-hidden />
      <span className="min0">
        <span className="strong ellipsis" dir="auto">
          {file.name}
        </span>
        <span className="dim tabular">{sizeOf(file.size, languageNow())}</span>
      </span>
    </a>
  );
}

function iconOf(type: string): typeof IconFile {
  if (type === 'application/pdf') return IconFileTypePdf;
  if (/zip|compressed|tar|rar|7z/.test(type)) return IconFileZip;
  if (/sheet|excel|csv/.test(type)) return IconTable;
  return type.startsWith('text/') || /word|document/.test(type) ? IconFileText : IconFile;
}
