/** What a canned reply may name, as the server knows it. */
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

/** What a text names that nobody knows. */
export const unknownIn = (text: string): string[] =>
  [...text.matchAll(place)].map(([, name = '']) => name.toLowerCase()).filter((name) => !known.has(name));

/** How a text reads with these values; what nobody knows stays as it is. */
export const filled = (text: string, values: Record<ReplyVariable, string>): string =>
  text.replace(place, (whole, name: string) => values[name.toLowerCase() as ReplyVariable] ?? whole);
