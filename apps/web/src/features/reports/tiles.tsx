import type { ReportRow } from '@rapport/contract';
import { useTranslation } from '../../app/translation.tsx';
import { type Column, columns } from './columns.ts';
import { figureOf } from './figures.ts';

const shown: readonly Column[] = [
  columns.opened,
  columns.solved,
  columns.reopened,
  columns.firstMedian,
  columns.firstPromise,
  columns.solvedMedian,
  columns.solvedPromise,
  columns.csat,
  columns.nps,
];

/** The time as a whole, each figure beside that of the time before. Ratings stand there where there are any. */
export function Tiles({ total, before }: { total: ReportRow; before: ReportRow | null }) {
  const { t, language } = useTranslation('reports');
  return (
    <dl className="tiles">
      {shown
        .filter(({ of, form }) => of(total) !== null || (form !== 'mean' && form !== 'points'))
        .map(({ label, form, of }) => {
          const [value, past] = [of(total), before && of(before)];
          return (
            <div key={label} className="tile">
              <dt>{t(label)}</dt>
              <dd className="tile-figure">{value === null ? t('nothing') : figureOf(value, form, language)}</dd>
              <dd className="dim">{past !== null && t('before', { value: figureOf(past, form, language) })}</dd>
            </div>
          );
        })}
    </dl>
  );
}
