/** What the address of the inbox says: which cases, and which of them is open. */
export interface InboxSearch {
  view?: View | undefined;
  inbox?: string | undefined;
  case?: string | undefined;
}

export const views = ['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'solved', 'closed'] as const;
export type View = (typeof views)[number];

const id = /^[0-9a-f-]{36}$/;
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && id.test(value) ? value : undefined);

/** Reads the address; what it does not know is dropped. */
export function inboxSearch(given: Record<string, unknown>): InboxSearch {
  const read: InboxSearch = {
    view: views.find((one) => one === given.view),
    inbox: idOf(given.inbox),
    case: idOf(given.case),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}
