import { type File, filePaths } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { FileIcon } from '../file-icon.tsx';
import { useOpenPreview } from '../preview/open-preview.ts';

/** Files as pictures of themselves; what has none shows its kind. */
export function FileGallery({ files }: { files: readonly File[] }) {
  const { t } = useTranslation(['files', 'timeline']);
  const open = useOpenPreview();
  const row = files.map((file) => file.file);
  return (
    <ul className="file-gallery">
      {files.map((file) => (
        <li key={file.file}>
          <button type="button" aria-label={t('timeline:openFile', { name: file.name })} onClick={() => open(file.file, row)}>
            {file.previews.includes(256) ? (
              <img src={filePaths.preview(file.file, 256)} alt="" loading="lazy" decoding="async" />
            ) : (
              <FileIcon file={file} size={44} />
            )}
            <span className="ellipsis" dir="auto" aria-hidden>
              {file.name}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
