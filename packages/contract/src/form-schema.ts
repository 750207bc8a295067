import { z } from 'zod';
import { line, prose } from './ids.ts';

/** Sizes of a template and of what is filled into it. */
export const formLimits = {
  fields: 60,
  choices: 100,
  rows: 200,
  participants: 300,
  sources: 20,
  /** Characters of one field. */
  text: 20_000,
  /** Characters of a filled form as JSON: what one can read, and what a page of messages can carry. */
  whole: 60_000,
  /** Larger ones are rare: writing many of them is heavy work for the house. */
  heavy: 16_000,
  /** Characters of a template's definition as JSON. */
  definition: 100_000,
} as const;

/** A name in the languages it has; whoever reads another sees the one there is. */
export const Words = z
  .strictObject({ en: line(120).optional(), zh: line(120).optional() })
  .refine((words) => words.en !== undefined || words.zh !== undefined, { message: 'en or zh' });
export type Words = z.infer<typeof Words>;

/** Names of fields, and of the values of choices: stable, never shown. What every object has (`constructor`) names nothing that was filled in. */
const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,39}$/, 'a name like dueDate')
  .refine((name) => !(name in {}), { message: 'another name' });
const choice = z.string().regex(/^[a-z0-9][A-Za-z0-9-]{0,39}$/, 'a value like very-high');

/** The JSON Schema keyword of our own: how a field and its choices are called, with a hint for whoever fills it in. */
const labels = {
  'x-label': Words,
  'x-hint': Words.optional(),
};
const choiceLabels = z.record(choice, Words);

const text = z.strictObject({
  type: z.literal('string'),
  ...labels,
  format: z.enum(['date', 'time', 'email', 'uri']).optional(),
  minLength: z.int().min(0).max(formLimits.text).optional(),
  maxLength: z.int().min(1).max(formLimits.text).optional(),
  /** Several lines. */
  'x-lines': z.literal(true).optional(),
});
const choiceOf = z.strictObject({
  type: z.literal('string'),
  ...labels,
  enum: z.array(choice).min(1).max(formLimits.choices),
  'x-choices': choiceLabels,
});
const number = z.strictObject({
  type: z.enum(['number', 'integer']),
  ...labels,
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const yesNo = z.strictObject({ type: z.literal('boolean'), ...labels });
const cell = z.union([text, choiceOf, number, yesNo]);
export type FormCell = z.infer<typeof cell>;

const objectOf = <F extends z.ZodType>(field: F, most: number) => ({
  type: z.literal('object'),
  properties: z
    .record(fieldName, field)
    .refine((fields) => Object.keys(fields).length <= most, { message: `at most ${most} fields` }),
  required: z.array(fieldName).max(most).default([]),
  additionalProperties: z.literal(false).default(false),
});

const several = z.strictObject({
  type: z.literal('array'),
  ...labels,
  maxItems: z.int().min(1).max(formLimits.rows).default(formLimits.rows),
  items: z.union([
    z.strictObject({ type: z.literal('string'), maxLength: z.int().min(1).max(2000).default(2000) }),
    z.strictObject({
      type: z.literal('string'),
      enum: z.array(choice).min(1).max(formLimits.choices),
      'x-choices': choiceLabels,
    }),
    z.strictObject(objectOf(cell, 12)),
  ]),
});
const field = z.union([cell, several]);
export type FormField = z.infer<typeof field>;

interface Fields {
  properties: Record<string, unknown>;
  required: string[];
}
const unknownRequired = ({ properties, required }: Fields): boolean => required.every((name) => Object.hasOwn(properties, name));

/**
 * What a template asks for besides the envelope: JSON Schema 2020-12, of it only what a form can show. No patterns and no references:
 * a pattern could freeze who checks it, a reference would leave the record without its meaning.
 */
export const FormSchema = z
  .strictObject(objectOf(field, formLimits.fields))
  .refine(unknownRequired, { path: ['required'], message: 'names a field that is not among properties' });
export type FormSchema = z.infer<typeof FormSchema>;

/** Parts of the envelope that a template may insist on. Title, time, participants, and a place or a channel always stand there. */
export const envelopeParts = ['goal', 'place', 'summary', 'decisions', 'actions'] as const;

/** How people met or wrote. */
export const TalkChannel = z.enum(['in-person', 'phone', 'video', 'chat', 'email', 'letter', 'fax', 'other']);
export type TalkChannel = z.infer<typeof TalkChannel>;

/** What a template is: immutable, a change is another version. */
export const TemplateDefinition = z
  .strictObject({
    names: Words,
    purpose: prose(1000).default(''),
    /** What the channel is unless said otherwise. */
    channel: TalkChannel.optional(),
    insists: z.array(z.enum(envelopeParts)).max(envelopeParts.length).default([]),
    schema: FormSchema,
  })
  .refine((definition) => JSON.stringify(definition).length <= formLimits.definition, {
    message: `at most ${formLimits.definition} characters in all`,
  });
export type TemplateDefinition = z.infer<typeof TemplateDefinition>;
