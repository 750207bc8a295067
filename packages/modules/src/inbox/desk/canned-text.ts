import { Fault, fillVariables, isReplyVariable, type ReplyVariable, variablesIn } from '@rapport/contract';

/** @throws Fault `invalid-input` where a text names what nobody knows */
export function requireKnown(field: string, text: string): void {
  const unknown = variablesIn(text).find((name) => !isReplyVariable(name));
  if (unknown !== undefined) throw new Fault('invalid-input', { field, reason: `{{${unknown}}} is not known` });
}

/**
 * A text with what is known in the place of its variables. A value is text: what looks like a variable in it stays as it is.
 * @throws Fault `invalid-input` where something it names is missing: nobody is written to as “Dear {{contact.name}}”
 */
export const fillText = (text: string, values: Partial<Record<ReplyVariable, string>>): string =>
  fillVariables(text, (name) => {
    const value = isReplyVariable(name) ? values[name]?.trim() : undefined;
    if (!value) throw new Fault('invalid-input', { field: 'reply', reason: `{{${name}}} is missing` });
    return value;
  });
