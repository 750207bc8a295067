/** What a canned reply may name, as `{{contact.name}}`. */
export const replyVariables = [
  'contact.name',
  'case.number',
  'case.title',
  'agent.name',
  'inbox.name',
  'organization.name',
  'today',
  'rating.link',
] as const;
export type ReplyVariable = (typeof replyVariables)[number];

const known: ReadonlySet<string> = new Set(replyVariables);
const place = /\{\{\s*([a-z][a-z.]*)\s*\}\}/gi;

export const isReplyVariable = (name: string): name is ReplyVariable => known.has(name);

/** Names that a text has places for, in small letters, each once; also those that nobody knows. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(place)].map(([, name = '']) => name.toLowerCase())),
];

/** A text with something in each of its places; `put` is told the name in small letters, and the place as it is written. */
export const fillVariables = (text: string, put: (name: string, written: string) => string): string =>
  text.replace(place, (written, name: string) => put(name.toLowerCase(), written));
