import type { FormCell, FormField } from '@rapport/contract';

/** Short ways to write down fields in both languages: English first. */

type Label = readonly [en: string, zh: string];
const labelled = ([en, zh]: Label) => ({ 'x-label': { en, zh } });

export const line = (...label: Label): FormCell => ({ type: 'string', ...labelled(label), maxLength: 300 });
export const lines = (...label: Label): FormCell => ({ type: 'string', ...labelled(label), maxLength: 20_000, 'x-lines': true });
export const day = (...label: Label): FormCell => ({ type: 'string', ...labelled(label), format: 'date' });
export const whole = (...label: Label): FormCell => ({ type: 'integer', ...labelled(label), minimum: 0 });
export const yesNo = (...label: Label): FormCell => ({ type: 'boolean', ...labelled(label) });

type Choices = Readonly<Record<string, Label>>;
const choicesOf = (choices: Choices) => ({
  enum: Object.keys(choices),
  'x-choices': Object.fromEntries(Object.entries(choices).map(([value, [en, zh]]) => [value, { en, zh }])),
});
export const oneOf = (en: string, zh: string, choices: Choices): FormCell => ({
  type: 'string',
  ...labelled([en, zh]),
  ...choicesOf(choices),
});
export const someOf = (en: string, zh: string, choices: Choices): FormField => ({
  type: 'array',
  ...labelled([en, zh]),
  maxItems: Object.keys(choices).length,
  items: { type: 'string', ...choicesOf(choices) },
});
export const list = (...label: Label): FormField => ({
  type: 'array',
  ...labelled(label),
  maxItems: 100,
  items: { type: 'string', maxLength: 2000 },
});
export const table = (
  en: string,
  zh: string,
  properties: Record<string, FormCell>,
  required: readonly string[] = [],
): FormField => ({
  type: 'array',
  ...labelled([en, zh]),
  maxItems: 100,
  items: { type: 'object', properties, required: [...required], additionalProperties: false },
});

/** The template's own fields, in the order in which they are filled in. */
export const asks = (properties: Record<string, FormField>, required: readonly string[] = []) => ({
  type: 'object' as const,
  properties,
  required: [...required],
  additionalProperties: false as const,
});
