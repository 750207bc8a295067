/** What may stand beside a conversation. In the address, so that back closes it and a link opens it. */
const panelNames = ['topics', 'members', 'pins', 'files', 'search', 'details'] as const;
export type PanelName = (typeof panelNames)[number];

/** Things that may lie open beside a conversation, by id (`?person=…`): over its panel, the first one named over the others. */
const subjectNames = ['person', 'topic'] as const;
export type SubjectName = (typeof subjectNames)[number];

export interface ConversationSearch extends Partial<Record<SubjectName, string | undefined>> {
  panel?: PanelName | undefined;
  /** What is searched for in the side pane. */
  q?: string | undefined;
}

/** Reads the part of a conversation's address after `?`; what it does not know is dropped. */
export function conversationSearch(given: Partial<Record<SubjectName | 'panel' | 'q', unknown>>): ConversationSearch {
  const panel = panelNames.find((name) => name === given.panel);
  const q = panel === 'search' ? textOf(given.q) : undefined;
  const search: ConversationSearch = { ...(panel ? { panel } : {}), ...(q ? { q } : {}) };
  for (const name of subjectNames) {
    const id = idOf(given[name]);
    if (id) search[name] = id;
  }
  return search;
}

/** The thing that lies uppermost beside the conversation. */
export const subjectOf = (search: ConversationSearch): SubjectName | undefined => subjectNames.find((name) => search[name]);

/** The address when what stands beside is closed: the uppermost thing goes, what lies under it is seen again. */
export function closedSearch(search: ConversationSearch): ConversationSearch {
  const subject = subjectOf(search);
  if (!subject) return {};
  const { [subject]: _, ...under } = search;
  return under;
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

/** Of a page of administration: the card that lies open in its dialog, by id. */
const cardSearch =
  <Name extends string>(name: Name) =>
  (given: Partial<Record<Name, unknown>>): Partial<Record<Name, string | undefined>> => {
    const id = idOf(given[name]);
    return id ? ({ [name]: id } as Partial<Record<Name, string>>) : {};
  };
export const rolesSearch = cardSearch('role');
export const departmentsSearch = cardSearch('department');
export const templatesSearch = cardSearch('template');

/** Of the requests to erase: the message that one is asked for, as `conversation/number`. */
export const erasuresSearch = cardSearch('message');
