import { z } from 'zod';
import { TemplateDefinition, Words } from './form-schema.ts';
import { Counter, Instant, TemplateId, UserId } from './ids.ts';
import { command, query } from './method.ts';

/** A template as it stands in a list. */
export const TemplateOutline = z.object({
  id: TemplateId,
  /** The newest version. */
  version: Counter,
  names: Words,
  purpose: z.string(),
  /** It came with Rapport: it can be put away and copied, not changed. */
  builtIn: z.boolean(),
  archived: z.boolean(),
});
export type TemplateOutline = z.infer<typeof TemplateOutline>;

/** One version of a template. `author` is null for those that came with Rapport. */
export const Template = TemplateOutline.extend({
  definition: TemplateDefinition,
  author: UserId.nullable(),
  at: Instant,
});
export type Template = z.infer<typeof Template>;

export const templateMethods = {
  'templates.list': query({
    summary: 'Templates of form records, those put away too when asked for',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.object({ templates: z.array(TemplateOutline) }),
  }),
  'templates.get': query({
    summary: 'A template in a version, the newest without one: what a form record is read and written with',
    input: z.strictObject({ template: TemplateId, version: Counter.min(1).optional() }),
    output: Template,
    errors: ['not-found'],
  }),
  'templates.create': command({
    summary: 'Make a template of the organization’s own; audited',
    input: z.strictObject({ definition: TemplateDefinition }),
    output: Template,
    errors: ['quota-exceeded'],
  }),
  'templates.change': command({
    summary: 'A further version of a template of the organization’s own; records keep theirs; audited',
    input: z.strictObject({ template: TemplateId, after: Counter.min(1), definition: TemplateDefinition }),
    output: Template,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'templates.archive': command({
    summary: 'Put a template away, or take it out again: nothing new is written with it, what was is read as ever; audited',
    input: z.strictObject({ template: TemplateId, archived: z.boolean() }),
    output: TemplateOutline,
    errors: ['not-found'],
  }),
};
