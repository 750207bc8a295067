/** What the address of the page of contacts says: who is shown, and by what the list is narrowed. */
export interface ContactsSearch {
  contact?: string | undefined;
  view?: 'duplicates' | 'settings' | undefined;
  q?: string | undefined;
  sort?: 'people' | 'companies' | undefined;
  kind?: string | undefined;
  type?: string | undefined;
  label?: string | undefined;
  company?: string | undefined;
  mine?: true | undefined;
  archived?: true | undefined;
}

export const kinds = ['customer', 'supplier', 'partner', 'guardian', 'patient', 'student', 'other'] as const;

const id = /^[0-9a-f-]{36}$/;
const text = (value: unknown, most: number): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value.slice(0, most) : undefined;
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && id.test(value) ? value : undefined);

/** Reads the address; what it does not know is dropped. */
export function contactsSearch(given: Record<string, unknown>): ContactsSearch {
  const kind = kinds.find((one) => one === given.kind);
  const read: ContactsSearch = {
    contact: idOf(given.contact),
    view: given.view === 'duplicates' || given.view === 'settings' ? given.view : undefined,
    q: text(given.q, 120),
    sort: given.sort === 'people' || given.sort === 'companies' ? given.sort : undefined,
    kind,
    type: idOf(given.type),
    label: text(given.label, 40),
    company: idOf(given.company),
    mine: given.mine === true ? true : undefined,
    archived: given.archived === true ? true : undefined,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** Whether the list is narrowed by more than words. */
export const isNarrowed = ({ sort, kind, type, label, company, mine, archived }: ContactsSearch): boolean =>
  Boolean(sort || kind || type || label || company || mine || archived);

/** What `contacts.list` is asked, and the export by its address. */
export const askedOf = (s: ContactsSearch, me: string | undefined) => ({
  ...(s.q ? { text: s.q } : {}),
  ...(s.sort ? { isCompany: s.sort === 'companies' } : {}),
  ...(s.kind ? { kind: s.kind as never } : {}),
  ...(s.type ? { type: s.type } : {}),
  ...(s.label ? { label: s.label } : {}),
  ...(s.company ? { company: s.company as never } : {}),
  ...(s.mine && me ? { owner: me as never } : {}),
  ...(s.archived ? { archived: true } : {}),
});
