import type { ReportRow } from '@rapport/contract';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { csvOf } from '../access/audit/csv.ts';
import { downloadText } from '../access/download.ts';
import { Chart, type Point } from './chart.tsx';
import type { Column } from './columns.ts';
import { bareOf, figureOf } from './figures.ts';

/** A line of a table: what it is called, and what it says. */
export interface Line {
  point: Point;
  row: ReportRow;
}

/** The same figures as a table of others has them: seconds, percents, plain numbers. */
export function useCsv(
  title: string,
  file: string,
  first: string,
  columns: readonly Column[],
  lines: readonly Line[],
): () => void {
  const { t } = useTranslation('reports');
  const headOf = ({ label, form }: Column): string =>
    form === 'time' ? t('inSeconds', { name: t(label) }) : form === 'share' ? t('inPercent', { name: t(label) }) : t(label);
  return () => {
    const table = lines.map(({ point, row }) => [
      point.name,
      ...columns.map(({ of, form }) => {
        const value = of(row);
        return value === null ? '' : bareOf(value, form);
      }),
    ]);
    downloadText(`${file}-${title}.csv`, csvOf([[first, ...columns.map(headOf)], ...table]));
  };
}

interface Props {
  title: string;
  /** What its file is called before its title. */
  file: string;
  shape: 'bars' | 'stack' | 'lines';
  columns: readonly Column[];
  lines: readonly Line[];
  note?: ReactNode;
}

/** Figures over time: drawn, or as a table, or as a file. */
export function Panel({ title, file, shape, columns, lines, note }: Props) {
  const { t } = useTranslation('reports');
  const [table, setTable] = useState(false);
  const id = useId();
  const save = useCsv(title, file, t('time'), columns, lines);
  const series = columns.map(({ label, of }) => ({ label: t(label), values: lines.map(({ row }) => of(row)) }));
  return (
    <section className="report-panel" aria-labelledby={id}>
      <div className="report-panel-head">
        <h2 id={id}>{title}</h2>
        <IconButton label={t(table ? 'asChart' : 'asTable')} onClick={() => setTable(!table)}>
          {table ? <IconChartBar size={18} /> : <IconTable size={18} />}
        </IconButton>
        <IconButton label={t('csv', { name: title })} onClick={save}>
          <IconDownload size={18} />
        </IconButton>
      </div>
      {columns.length > 1 && !table && (
        <ul className="plain-list chart-names">
          {series.map(({ label }, s) => (
            <li key={label} data-series={s}>
              {label}
            </li>
          ))}
        </ul>
      )}
      {table ? (
        <FigureTable first={t('time')} label={title} columns={columns} lines={lines} />
      ) : (
        <Chart label={title} shape={shape} form={columns[0]!.form} points={lines.map(({ point }) => point)} series={series} />
      )}
      {note && <p className="dim report-note">{note}</p>}
    </section>
  );
}

interface TableProps {
  label: string;
  first: string;
  columns: readonly Column[];
  lines: readonly Line[];
  /** How the name of a line is drawn. */
  nameOf?(line: Line): ReactNode;
  /** Everything together, at the foot. */
  sum?: { name: string; row: ReportRow };
}

export function FigureTable({ label, first, columns, lines, nameOf, sum }: TableProps) {
  const { t, language } = useTranslation('reports');
  const cells = (row: ReportRow): ReactNode =>
    columns.map(({ label: name, form, of }) => {
      const value = of(row);
      return (
        <td key={name} className="figure">
          {value === null ? <span className="dim">{t('nothing')}</span> : figureOf(value, form, language)}
        </td>
      );
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what runs out of it is reached by the arrow keys
    <section className="report-table" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {columns.map(({ label: name }) => (
              <th key={name} scope="col" className="figure">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.point.key}>
              <th scope="row">{nameOf ? nameOf(line) : line.point.name}</th>
              {cells(line.row)}
            </tr>
          ))}
        </tbody>
        {sum && (
          <tfoot>
            <tr>
              <th scope="row">{sum.name}</th>
              {cells(sum.row)}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}
