/** What may stand beside a conversation. In the address, so that back closes it and a link opens it. */
const panelNames = ['topics', 'members', 'pins', 'files', 'search', 'details'] as const;
export type PanelName = (typeof panelNames)[number];

export interface ConversationSearch {
  panel?: PanelName | undefined;
  /** The topic open in the side pane. */
  topic?: string | undefined;
  /** What is searched for in the side pane. */
  q?: string | undefined;
}

/** Reads the part of a conversation's address after `?`; what it does not know is dropped. */
export function conversationSearch(given: { panel?: unknown; topic?: unknown; q?: unknown }): ConversationSearch {
  const panel = panelNames.find((name) => name === given.panel);
  const q = panel === 'search' ? textOf(given.q) : undefined;
  return { ...(panel ? { panel } : {}), ...(typeof given.topic === 'string' ? { topic: given.topic } : {}), ...(q ? { q } : {}) };
}

/** Numbers come out of an address as numbers. */
const textOf = (given: unknown): string | undefined =>
  typeof given === 'string' && given !== '' ? given : typeof given === 'number' ? String(given) : undefined;

/** Of the search page: what is searched for, and whether among files. */
export function findSearch(given: { q?: unknown; what?: unknown }): { q?: string | undefined; what?: 'files' | undefined } {
  const q = textOf(given.q);
  return { ...(q ? { q } : {}), ...(given.what === 'files' ? { what: 'files' } : {}) };
}

/** The file that lies open over a page. */
export const fileSearch = (given: { file?: unknown }): { file?: string | undefined } =>
  typeof given.file === 'string' && /^[0-9a-f-]{36}$/.test(given.file) ? { file: given.file } : {};

/** Only ways inside: a link must not lead people to another site after they have signed in. */
export const wayInside = (next: unknown): string | undefined =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;

const idOf = (given: unknown): string | undefined => (typeof given === 'string' && given !== '' ? given : undefined);

/** Of the directory: the department that is looked at. */
export const directorySearch = (given: { department?: unknown }): { department?: string | undefined } => {
  const department = idOf(given.department);
  return department ? { department } : {};
};

/** Of the people in administration: whose account lies open, and which department is looked at. */
export const peopleSearch = (given: {
  person?: unknown;
  department?: unknown;
}): { person?: string | undefined; department?: string | undefined } => {
  const person = idOf(given.person);
  return { ...(person ? { person } : {}), ...directorySearch(given) };
};
