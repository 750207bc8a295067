import type { Direction, RecordKind } from '@rapport/contract';

const kinds = ['message', 'form', 'supplement', 'file', 'edited', 'recalled'] as const satisfies readonly RecordKind[];
const directions = ['in', 'out', 'note'] as const satisfies readonly Direction[];

/** What the address of the records page says: the whole question, so that a view of them is a link. */
export interface RecordsSearch {
  q?: string | undefined;
  kind?: RecordKind | undefined;
  template?: string | undefined;
  label?: string | undefined;
  /** A conversation. */
  in?: string | undefined;
  person?: string | undefined;
  department?: string | undefined;
  /** Talk with customers: a kind of channel, an account of ours, which way, with whom, in which case. */
  channel?: string | undefined;
  account?: string | undefined;
  direction?: Direction | undefined;
  contact?: string | undefined;
  case?: string | undefined;
  /** Days, `2026-11-22`, both inclusive. */
  from?: string | undefined;
  until?: string | undefined;
  sort?: 'best' | undefined;
}

const text = (given: unknown): string | undefined => {
  // Numbers come out of an address as numbers.
  const written = typeof given === 'number' ? String(given) : given;
  return typeof written === 'string' && written.trim() !== '' ? written.slice(0, 500) : undefined;
};
const id = (given: unknown): string | undefined =>
  typeof given === 'string' && /^[0-9a-f-]{36}$/.test(given) ? given : undefined;
const day = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;

/** Reads the address; what it does not know is dropped. */
export function recordsSearch(given: { [K in keyof RecordsSearch]?: unknown }): RecordsSearch {
  const found: RecordsSearch = {
    q: text(given.q),
    kind: kinds.find((kind) => kind === given.kind),
    template: id(given.template),
    label: text(given.label)?.slice(0, 40),
    in: id(given.in),
    person: id(given.person),
    department: id(given.department),
    channel: text(given.channel)?.slice(0, 30),
    account: id(given.account),
    direction: directions.find((one) => one === given.direction),
    contact: id(given.contact),
    case: id(given.case),
    from: day(given.from),
    until: day(given.until),
    sort: given.sort === 'best' ? 'best' : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Whether anything but words narrows what is shown. */
export const isNarrowed = ({ q: _, sort: _sort, ...chosen }: RecordsSearch): boolean => Object.keys(chosen).length > 0;
