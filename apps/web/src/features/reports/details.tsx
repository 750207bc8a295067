import { IconDownload } from '@tabler/icons-react';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { detail } from './columns.ts';
import { FigureTable, type Line, useCsv } from './panel.tsx';
import type { Period } from './period.ts';
import { type Change, groups, type Report, type ReportsSearch } from './reports-search.ts';

const narrowing = { channel: 'account', inbox: 'inbox', agent: 'agent', label: 'label' } as const;
const without = { channel: 'noName', inbox: 'noName', agent: 'noPerson', label: 'noLabel' } as const;

interface DetailsProps {
  report: Report;
  search: ReportsSearch;
  period: Period;
  change: Change;
}

/** The same figures apart: by channel, inbox, person or label; a name narrows everything to it. */
export function Details({ report, search, period, change }: DetailsProps) {
  const { t } = useTranslation('reports');
  const by = search.by ?? 'channel';
  const lines = report.rows
    .map((row): Line => {
      const name = row.key === '' ? t(without[by]) : row.name || t('noName');
      return { row, point: { key: row.key, name, short: name } };
    })
    .sort((a, b) => b.row.opened - a.row.opened || b.row.solved - a.row.solved || b.row.answered - a.row.answered);
  const most = Math.max(1, ...lines.map(({ row }) => row.opened));
  const save = useCsv(t('byGroup'), `${period.from}--${period.until}-${t(by)}`, t(by), detail, lines);
  const nameOf = ({ row, point }: Line) => (
    <span className="reports-name">
      {row.key === '' ? (
        point.name
      ) : (
        <button
          type="button"
          className="link-button"
          aria-label={t('onlyThis', { name: point.name })}
          onClick={() => change({ [narrowing[by]]: row.key })}
        >
          {point.name}
        </button>
      )}
      <span className="reports-share" style={{ width: `${(100 * row.opened) / most}%` }} aria-hidden />
    </span>
  );
  return (
    <section className="report-panel report-details" aria-label={t('byGroup')}>
      <div className="report-panel-head">
        <h2>{t('byGroup')}</h2>
        <fieldset className="reports-groups" aria-label={t('group')}>
          {groups.map((one) => (
            <button key={one} type="button" aria-pressed={one === by} onClick={() => change({ by: one })}>
              {t(one)}
            </button>
          ))}
        </fieldset>
        <IconButton label={t('csv', { name: t('byGroup') })} onClick={save}>
          <IconDownload size={18} />
        </IconButton>
      </div>
      <FigureTable
        label={t('byGroup')}
        first={t(by)}
        columns={detail}
        {...{ lines, nameOf }}
        sum={{ name: t('sum'), row: report.total }}
      />
      {(by === 'label' || by === 'inbox') && <p className="dim report-note">{t('severalCount')}</p>}
    </section>
  );
}
