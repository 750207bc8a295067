import { z } from 'zod';
import { formLimits, TalkChannel } from './form-schema.ts';
import { ConversationId, Counter, Instant, line, prose, TemplateId, UserId } from './ids.ts';
import { TimeZone } from './people.ts';

/** Who took part, of the organization or not. */
export const Participant = z.strictObject({
  name: line(120),
  user: UserId.optional(),
  organization: line(200).optional(),
  /** In the talk: chair, recorder, visitor … in the writer's words. */
  role: line(80).optional(),
  attendance: z.enum(['present', 'absent', 'observer']).default('present'),
  /** Why somebody was absent. */
  reason: line(200).optional(),
});

/** What somebody took upon themselves. */
export const FormAction = z.strictObject({
  what: prose(1000).min(1),
  owner: line(120).optional(),
  user: UserId.optional(),
  /** Date without a time, ISO 8601. */
  due: z.iso.date().optional(),
});

/** Messages that a form was written from; whoever may not see them sees that they are named. */
export const FormSource = z.strictObject({ conversation: ConversationId, from: Counter.min(1), to: Counter.min(1) });

/** A value of a field; what is allowed where stands in the template's schema. */
const cellValue = z.union([z.string().max(formLimits.text), z.number(), z.boolean()]);
const value = z.union([
  cellValue,
  z.array(z.union([z.string().max(2000), z.record(z.string().max(40), cellValue)])).max(formLimits.rows),
]);

/** When something happened, by the clock of the place where it did. */
export const Occurred = z.strictObject({
  from: Instant,
  to: Instant.optional(),
  /** Of the place where it happened. */
  zone: TimeZone,
});

/**
 * A filled template: the content of a form record. The envelope (who, when, where, what for) is the same for all templates (ISO
 * 23081-2: content, structure, context); `values` are the template's own fields.
 */
const shape = z.strictObject({
  template: TemplateId,
  version: Counter.min(1),
  title: line(200),
  goal: prose(2000).optional(),
  occurred: Occurred,
  place: line(300).optional(),
  channel: TalkChannel.optional(),
  participants: z.array(Participant).min(1).max(formLimits.participants),
  summary: prose(formLimits.text).optional(),
  decisions: z.array(prose(2000).min(1)).max(100).optional(),
  actions: z.array(FormAction).max(100).optional(),
  sources: z.array(FormSource).max(formLimits.sources).optional(),
  values: z.record(z.string().max(40), value).default({}),
});

export const Form = shape
  .refine((form) => JSON.stringify(form).length <= formLimits.whole, { message: `at most ${formLimits.whole} characters in all` })
  .refine(({ occurred }) => occurred.to === undefined || occurred.to >= occurred.from, {
    path: ['occurred', 'to'],
    message: 'before it began',
  });
export type Form = z.infer<typeof Form>;

/** Whether writing it counts as heavy. */
export const isLargeForm = (form: Form | undefined): boolean =>
  form !== undefined && JSON.stringify(form).length > formLimits.heavy;

/** A form as it stands in a record. */
export const RecordedForm = shape.extend({
  /** None where they were taken out. */
  participants: z.array(Participant).max(formLimits.participants),
  /** Written down more than a day after it happened. */
  late: z.literal(true).optional(),
});
export type RecordedForm = z.infer<typeof RecordedForm>;
