import type { Facets } from '@rapport/contract';
import type { ExportsSearch } from '../exports/exports-search.ts';
import type { RecordsSearch } from './records-search.ts';

/** The conversation that is looked at, or those of the contact or case, are what the form for an export begins with; of a case its days alone. */
export function fromHere(
  { in: conversation, contact, case: matter, q, from, until }: RecordsSearch,
  facets: Facets | undefined,
): ExportsSearch {
  const theirs = contact || matter ? facets?.conversations.map((one) => one.conversation.id).join(',') : undefined;
  const places = conversation ?? theirs;
  if (!places) return {};
  const days = matter && !q ? (facets?.days ?? []) : [];
  // Of a long one the oldest days were not counted: it is taken from the beginning.
  const first = facets?.more ? undefined : days[0]?.day;
  return {
    new: true,
    in: places,
    ...(matter ? { ofCase: true as const } : {}),
    from: from ?? first,
    until: until ?? days.at(-1)?.day,
  };
}
