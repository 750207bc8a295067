import { Fault } from '@rapport/contract';

/** What a canned reply may name. */
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

/** Variables that a text names. */
export const namedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(place)].map((found) => found[1]!.toLowerCase())),
];

/** @throws Fault `invalid-input` where a text names what nobody knows */
export function requireKnown(field: string, text: string): void {
  const unknown = namedIn(text).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Fault('invalid-input', { field, reason: `{{${unknown}}} is not known` });
}

/**
 * A text with what is known in the place of its variables. A value is text: what looks like a variable in it stays as it is.
 * @throws Fault `invalid-input` where something it names is missing: nobody is written to as “Dear {{contact.name}}”
 */
export function fillText(text: string, values: Partial<Record<ReplyVariable, string>>): string {
  return text.replace(place, (_, written: string) => {
    const name = written.toLowerCase();
    const value = known.has(name) ? values[name as ReplyVariable]?.trim() : undefined;
    if (!value) throw new Fault('invalid-input', { field: 'reply', reason: `{{${name}}} is missing` });
    return value;
  });
}
