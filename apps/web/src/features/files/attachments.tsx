import { type Attachment, filePaths } from '@rapport/contract';
import { languageNow } from '../../app/language.ts';
import { sizeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { FileIcon } from './file-icon.tsx';
import { fitted } from './fitted.ts';
import { useOpenPreview } from './preview/open-preview.ts';
import { VoicePlayer } from './voice-player.tsx';
import './files.css';

/** Pictures in rows, sound and film in place, everything else as a card. Their heights are known before they load. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const pictures = attachments.filter((a) => a.kind === 'image');
  const others = attachments.filter((a) => a.kind !== 'image');
  const row = attachments.map((a) => a.file);
  return (
    <div className="attachments">
      {pictures.length > 0 && (
        <div className="pictures">
          {pictures.map((picture) => (
            <Picture key={picture.file} picture={picture} many={pictures.length > 1} row={row} />
          ))}
        </div>
      )}
      {others.map((file) => (
        <OneFile key={file.file} file={file} row={row} />
      ))}
    </div>
  );
}

interface PictureProps {
  picture: Attachment;
  many: boolean;
  /** What lies beside it when it is opened. */
  row: readonly string[];
}

function Picture({ picture, many, row }: PictureProps) {
  const { t } = useTranslation('timeline');
  const open = useOpenPreview();
  const size = fitted(picture.width, picture.height, many);
  return (
    <button
      type="button"
      className="picture"
      style={{ ...shapeOf(size), ...(picture.blur ? { backgroundImage: `url("${picture.blur}")` } : {}) }}
      aria-label={t('openPicture', { name: picture.name })}
      onClick={() => open(picture.file, row)}
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

/** As wide as drawn or as there is room, and as high as that makes it: known before it has loaded. */
const shapeOf = ({ width, height }: { width: number; height: number }) => ({ width, aspectRatio: `${width} / ${height}` });

function OneFile({ file, row }: { file: Attachment; row: readonly string[] }) {
  const address = filePaths.content(file.file, file.name);
  if (file.kind === 'voice') return <VoicePlayer address={address} seconds={file.duration} size={file.size} />;
  if (file.kind === 'audio')
    return (
      <figure className="sound">
        {/* biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions */}
        <audio controls preload="metadata" src={address} />
        <figcaption className="dim ellipsis">{file.name}</figcaption>
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
        style={shapeOf(size)}
        poster={filePaths.preview(file.file, 1024)}
      />
    );
  }
  return <FileCard file={file} row={row} />;
}

interface CardProps {
  file: Pick<Attachment, 'file' | 'name' | 'type' | 'size'>;
  row?: readonly string[];
}

export function FileCard({ file, row }: CardProps) {
  const { t } = useTranslation('timeline');
  const open = useOpenPreview();
  return (
    <button type="button" className="file-card" title={t('openFile', { name: file.name })} onClick={() => open(file.file, row)}>
      <FileIcon file={file} size={28} />
      <span className="min0">
        <span className="strong ellipsis" dir="auto">
          {file.name}
        </span>
        <span className="dim tabular">{sizeOf(file.size, languageNow())}</span>
      </span>
    </button>
  );
}
