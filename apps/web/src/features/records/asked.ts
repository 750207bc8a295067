import type { Input } from '@rapport/contract';
import { dayAfter, instantOf } from '../../app/zoned.ts';
import type { RecordsSearch } from './records-search.ts';

/** The question as the house is asked it; days are those of the reader's zone, the last one whole. */
export function askedOf(search: RecordsSearch, zone: string | undefined): Input<'search.facets'> {
  const { q, kind, template, label, in: conversation, person, department, from, until } = search;
  const { channel, account, direction, contact, case: matter } = search;
  const first = from === undefined ? Number.NaN : instantOf(from, 0, zone);
  const end = until === undefined ? Number.NaN : instantOf(dayAfter(until, 1), 0, zone);
  const customers = { channel, account, direction, contact, case: matter };
  const asked = { text: q, kind, template, label, conversation, person, department, ...customers, timeZone: zone };
  return Object.fromEntries(
    Object.entries({ ...asked, from: first || undefined, until: end || undefined }).filter(([, value]) => value !== undefined),
  ) as Input<'search.facets'>;
}
