import { z } from 'zod';
import { ConversationId, Instant, pageInput, pageOf, prose, TemplateId, UserId, uuid } from './ids.ts';
import { command, query } from './method.ts';
import { AppliedRule } from './retention-rules.ts';

/**
 * What became of a review. `open`: waits for somebody; `extended`: kept until a day; `kept`: for good; `destroy`: joins the next disposition; `needed`: the
 * matter goes on; `lifted`: its holds were lifted; `void`: rules changed, or holds were lifted, before anybody decided.
 */
export const ReviewState = z.enum(['open', 'extended', 'kept', 'destroy', 'needed', 'lifted', 'void']);
export type ReviewState = z.infer<typeof ReviewState>;

/** What comes before a person: messages of a conversation that a rule wants reviewed, or a matter that may not be needed any more. */
export const Review = z.object({
  id: z.uuid(),
  kind: z.enum(['messages', 'matter']),
  state: ReviewState,
  listedAt: Instant,
  /** Of messages: where they are, the rules they were listed by, how many, and when the first and the last of them were said. */
  conversation: ConversationId.nullable(),
  version: z.int().nullable(),
  messages: z.int(),
  bytes: z.int(),
  saidFrom: Instant.nullable(),
  saidUntil: Instant.nullable(),
  matter: z.uuid().nullable(),
  decidedBy: UserId.nullable(),
  decidedAt: Instant.nullable(),
  /** Comes up again then. */
  until: Instant.nullable(),
  reason: z.string(),
});
export type Review = z.infer<typeof Review>;

const decider = AppliedRule.pick({ level: true, class: true, rule: true });

/** A keeping rule that reaches beyond a ceiling, in one conversation; the rule holds meanwhile. */
export const RetentionConflict = z.object({
  conversation: ConversationId,
  /** Of form records of a template, where only these are of it. */
  template: TemplateId.nullable(),
  /** What keeps them the longest. */
  floor: decider,
  /** What wanted them gone the earliest. */
  ceiling: decider,
  /** Roughly. */
  messages: z.int(),
  /** When the ceiling of the first of them came. */
  since: Instant,
});
export type RetentionConflict = z.infer<typeof RetentionConflict>;

export const reviewMethods = {
  'retention.reviews': query({
    summary: 'What waits for a review, or was reviewed, the newest first; of matters for those who manage holds',
    input: z.strictObject({ ...pageInput, open: z.boolean().default(true) }),
    output: pageOf(Review),
  }),
  'retention.decide': command({
    summary:
      'Decide about a review: keep until a day, keep for good, have destroyed; of a matter: still needed, or lift its holds',
    input: z.strictObject({
      review: uuid(),
      /** How many messages it was about as it was seen; of a matter 0. */
      messages: z.int().min(0).max(1_000_000_000),
      /** `keep`: messages need `until`; a matter comes up again after its interval without. */
      decision: z.enum(['keep', 'permanent', 'destroy', 'lift']),
      until: Instant.optional(),
      reason: prose(2000).min(1),
    }),
    output: Review,
    errors: ['not-found', 'conflict'],
  }),
  'retention.conflicts': query({
    summary:
      'Where a rule keeps messages beyond a ceiling, conversation by conversation; a page may be short and have a next one',
    input: z.strictObject(pageInput),
    output: pageOf(RetentionConflict),
    rate: 'heavy',
  }),
};
