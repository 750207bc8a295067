import type { ReportRow } from '@rapport/contract';
import type { Translate } from '../../app/translation.tsx';
import type { Form } from './figures.ts';

/** A figure of a report: how it is called, shown and read from a line. Null where it has no basis. */
export interface Column {
  label: Parameters<Translate<'reports'>>[0];
  form: Form;
  of(row: ReportRow): number | null;
}

const share = (part: number, all: number): number | null => (all === 0 ? null : part / all);

export const columns = {
  opened: { label: 'opened', form: 'count', of: (row) => row.opened },
  solved: { label: 'solved', form: 'count', of: (row) => row.solved },
  reopened: { label: 'reopened', form: 'count', of: (row) => row.reopened },
  heard: { label: 'heard', form: 'count', of: (row) => row.heard },
  answered: { label: 'answered', form: 'count', of: (row) => row.answered },
  byContact: { label: 'byContact', form: 'count', of: (row) => row.openedByContact },
  byUs: { label: 'byUs', form: 'count', of: (row) => row.openedByUs },
  firstMedian: { label: 'firstMedian', form: 'time', of: (row) => row.firstMedian },
  first90: { label: 'first90', form: 'time', of: (row) => row.first90 },
  firstPromise: { label: 'firstPromise', form: 'share', of: (row) => share(row.firstsKept, row.firstsPromised) },
  solvedMedian: { label: 'solvedMedian', form: 'time', of: (row) => row.solvedMedian },
  solved90: { label: 'solved90', form: 'time', of: (row) => row.solved90 },
  solvedPromise: { label: 'solvedPromise', form: 'share', of: (row) => share(row.solvedKept, row.solvedPromised) },
  rated: { label: 'rated', form: 'count', of: (row) => row.rated },
  csat: { label: 'csat', form: 'mean', of: (row) => row.csat },
  nps: { label: 'nps', form: 'points', of: (row) => row.nps },
} satisfies Record<string, Column>;

/** What stands in the table of groups, from left to right. */
export const detail: readonly Column[] = Object.values(columns);

/** A line of which nothing happened. */
export const emptyRow = (key: string): ReportRow => ({
  key,
  name: key,
  ...{ opened: 0, openedByContact: 0, openedByUs: 0, solved: 0, reopened: 0, heard: 0, answered: 0 },
  ...{ firsts: 0, firstMedian: null, first90: null, firstsPromised: 0, firstsKept: 0 },
  ...{ solvedMedian: null, solved90: null, solvedPromised: 0, solvedKept: 0 },
  ...{ asked: 0, rated: 0, csat: null, csats: 0, nps: null, npses: 0 },
});

export const nothingIn = (row: ReportRow): boolean =>
  row.opened + row.solved + row.reopened + row.heard + row.answered + row.asked + row.rated === 0;
