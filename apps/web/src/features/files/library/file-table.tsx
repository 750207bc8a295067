import type { File } from '@rapport/contract';
import { languageNow } from '../../../app/language.ts';
import { fullTimeOf, shortTimeOf, sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { FileIcon } from '../file-icon.tsx';
import { useOpenPreview } from '../preview/open-preview.ts';

export function FileTable({ files, dense }: { files: readonly File[]; dense: boolean }) {
  const { t } = useTranslation('files');
  usePeopleNeeded([...new Set(files.flatMap((file) => file.owner ?? []))]);
  const row = files.map((file) => file.file);
  return (
    <table className={`file-table${dense ? ' file-table-dense' : ''}`}>
      <thead>
        <tr>
          <th>{t('columnName')}</th>
          <th className="wide-cell">{t('columnWho')}</th>
          <th>{t('columnWhen')}</th>
          <th className="wide-cell file-size">{t('columnSize')}</th>
        </tr>
      </thead>
      <tbody>
        {files.map((file) => (
          <FileRow key={file.file} file={file} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function FileRow({ file, row }: { file: File; row: readonly string[] }) {
  const { t } = useTranslation('files');
  const clock = useClock();
  const owner = usePersonName(file.owner, file.owner ? undefined : '—');
  const open = useOpenPreview();
  return (
    <tr>
      <td>
        <button type="button" className="plain-button file-name" onClick={() => open(file.file, row)}>
          <FileIcon file={file} size={22} />
          <span className="ellipsis" dir="auto">
            {file.name}
          </span>
          {!file.used && (
            <span className="mark" title={t('unusedHint')}>
              {t('unused')}
            </span>
          )}
        </button>
      </td>
      <td className="wide-cell ellipsis">{owner}</td>
      <td className="tabular" title={fullTimeOf(file.createdAt, clock)}>
        {shortTimeOf(file.createdAt, clock)}
      </td>
      <td className="wide-cell tabular file-size">{sizeOf(file.size, languageNow())}</td>
    </tr>
  );
}
