import type { Report } from '../report.ts';
import { figure } from './bar-chart.ts';

/** Floors and what was reached, as a table in Markdown. */
export function figuresTable(reports: readonly Report[]): string {
  const rows = reports.flatMap((report) => {
    const ofName = report.peer ? `${report.name}, beside ${report.peer.name}` : report.name;
    return report.floors.map((f) => {
      const value = f.value === null ? 'not measured' : figure(f.value);
      return `| ${ofName} | ${f.metric} | ${figure(f.floor)} | ${value} | ${f.ok ? 'yes' : report.verdict === 'no verdict' ? 'no verdict' : 'no'} |`;
    });
  });
  return ['| benchmark | figure | floor | measured | held |', '|---|---|---|---|---|', ...rows, ''].join('\n');
}
