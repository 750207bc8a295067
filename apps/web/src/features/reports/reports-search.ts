import type { Output } from '@rapport/contract';

export type Report = Output<'inbox.report'>;
/** Asks for something else. */
export type Change = (next: Partial<ReportsSearch>) => void;

/** What the address of the reports says: of which time, of what, and how it is grouped. */
export interface ReportsSearch {
  /** Days up to today; absent with `from` and `until`. */
  days?: Days | undefined;
  from?: string | undefined;
  until?: string | undefined;
  span?: Span | undefined;
  by?: Group | undefined;
  inbox?: string | undefined;
  agent?: string | undefined;
  label?: string | undefined;
  account?: string | undefined;
}

export const dayCounts = [7, 28, 90, 365] as const;
type Days = (typeof dayCounts)[number];
export const spans = ['day', 'week', 'month'] as const;
export type Span = (typeof spans)[number];
export const groups = ['channel', 'inbox', 'agent', 'label'] as const;
export type Group = (typeof groups)[number];

const id = /^[0-9a-f-]{36}$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && id.test(value) ? value : undefined);
const dayOf = (value: unknown): string | undefined =>
  typeof value === 'string' && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;

/** Reads the address; what it does not know is dropped. */
export function reportsSearch(given: Record<string, unknown>): ReportsSearch {
  const [from, until] = [dayOf(given.from), dayOf(given.until)];
  const own = from !== undefined && until !== undefined;
  const read: ReportsSearch = {
    days: own ? undefined : dayCounts.find((one) => one === given.days),
    from: own ? from : undefined,
    until: own ? until : undefined,
    span: spans.find((one) => one === given.span),
    by: groups.find((one) => one === given.by),
    inbox: idOf(given.inbox),
    agent: idOf(given.agent),
    // A label may be all digits, which an address reads as a number.
    label:
      typeof given.label === 'number'
        ? String(given.label)
        : typeof given.label === 'string'
          ? given.label.slice(0, 40)
          : undefined,
    account: idOf(given.account),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined && value !== ''));
}
