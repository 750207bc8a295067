/** What the address of the page says: which of its parts is looked at, and what lies open there. */
export const parts = ['inboxes', 'hours', 'replies', 'rules', 'cards'] as const;
export type Part = (typeof parts)[number];

export interface InboxesSearch {
  part?: Part | undefined;
  /** The inbox that is changed. */
  inbox?: string | undefined;
  /** The rule that is changed, or `new`. */
  rule?: string | undefined;
}

const textOf = (given: unknown): string | undefined => (typeof given === 'string' && given !== '' ? given : undefined);

/** Reads the address; what it does not know is dropped. */
export function inboxesSearch(given: Record<string, unknown>): InboxesSearch {
  const part = parts.find((one) => one === given.part);
  const [inbox, rule] = [textOf(given.inbox), textOf(given.rule)];
  return { ...(part && part !== 'inboxes' ? { part } : {}), ...(inbox ? { inbox } : {}), ...(rule ? { rule } : {}) };
}
