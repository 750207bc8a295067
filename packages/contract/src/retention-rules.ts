import { z } from 'zod';
import { Label } from './contact-shapes.ts';
import { ConversationId, Instant, line, TemplateId, UserId, uuid } from './ids.ts';

const days = z.int().min(0).max(40_000);

/** How long something is kept. Days are of 24 hours, counted from `from`. */
export const RetentionRule = z.strictObject({
  /** From when it was said; when its conversation was archived; or a day set by hand for the conversation (a contract ended). */
  from: z.enum(['said', 'archived', 'set']).default('said'),
  /** Kept for at least so long. */
  keepDays: days.optional(),
  /** Never destroyed. */
  forever: z.boolean().default(false),
  /** Due to be destroyed after so long. */
  destroyDays: days.optional(),
  /** Comes before a person after so long, who decides; instead of `destroyDays`. */
  reviewDays: days.optional(),
  /**
   * A ceiling: kept no longer than so long. Due to be destroyed then, whatever else names a later day; where another rule keeps it longer, that rule
   * holds, and `retention.conflicts` lists it.
   */
  ceilingDays: days.optional(),
});
export type RetentionRule = z.infer<typeof RetentionRule>;

const coolingDays = z.int().min(0).max(365);

/** A rule with a name. What it says of people and cooling stands in the place of what the organization's rules say of it. */
const RetentionClass = z.strictObject({
  id: uuid(),
  name: line(80),
  rule: RetentionRule,
  twoForDestruction: z.boolean().optional(),
  twoForErasure: z.boolean().optional(),
  coolingDays: coolingDays.optional(),
});

/** All rules of an organization at once: what takes effect together, is tried together and approved together. */
export const RetentionRules = z.strictObject({
  /** For everything. */
  organization: RetentionRule.nullable().default(null),
  /** Classes: rules with a name, given to labels, templates and conversations. */
  classes: z.array(RetentionClass).max(200).default([]),
  /** Classes of form records, by their template. */
  templates: z
    .array(z.strictObject({ template: TemplateId, class: uuid() }))
    .max(500)
    .default([]),
  /** Classes of what has a label: the most explicit. */
  labels: z
    .array(z.strictObject({ label: Label, class: uuid() }))
    .max(500)
    .default([]),
  /** Of a conversation with its topics: its class, a rule of its own, or both. */
  conversations: z
    .array(z.strictObject({ conversation: ConversationId, class: uuid().optional(), rule: RetentionRule.optional() }))
    .max(4000)
    .default([]),
  /** How long a lifted hold goes on protecting: the longest of all that what it covers may be of. */
  coolingDays: coolingDays.default(7),
  /** Another than who drew the rules up approves them. */
  twoForRules: z.boolean().default(false),
  /** Two people approve what is destroyed; of a list the strictest of its classes decides. */
  twoForDestruction: z.boolean().default(false),
  /** Another than who asked for it approves an erasure; the strictest of the classes decides. */
  twoForErasure: z.boolean().default(false),
  /** How long backups are kept, for certificates; null where nobody said. */
  backupDays: days.nullable().default(null),
});
export type RetentionRules = z.infer<typeof RetentionRules>;

/** Why two people are needed: names of classes that want it, null for the organization's rules; empty where one is enough. */
export const TwoBy = z.array(z.string().nullable());
export type TwoBy = z.infer<typeof TwoBy>;

/** What a change of rules would do. */
export const DryRun = z.object({
  /** The rules in effect that it was held against. */
  against: z.int(),
  state: z.enum(['running', 'done', 'failed']),
  /** Conversations looked at, of how many. */
  done: z.int(),
  total: z.int(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Due under these rules and not under those in effect; what lies under a hold is left out. */
  messages: z.int(),
  bytes: z.int(),
  /** Messages that would come before a person under these rules, and do not under those in effect. */
  reviews: z.int(),
  oldest: Instant.nullable(),
  /** Why two people would have to approve a list of it. */
  twoBy: TwoBy,
  conversations: z.array(z.object({ conversation: ConversationId, messages: z.int(), bytes: z.int() })),
  /** Whether more conversations than those listed have something due. */
  more: z.boolean(),
  sample: z.array(z.object({ conversation: ConversationId, seq: z.int(), said: Instant })),
});
export type DryRun = z.infer<typeof DryRun>;

/** One version of the rules; it never changes. */
export const RulesVersion = z.object({
  version: z.int(),
  state: z.enum(['draft', 'active', 'past', 'dropped']),
  rules: RetentionRules,
  author: UserId.nullable(),
  at: Instant,
  approvedBy: UserId.nullable(),
  approvedAt: Instant.nullable(),
  dryRun: DryRun.nullable(),
});
export type RulesVersion = z.infer<typeof RulesVersion>;

/** A rule that applies to a record, with what it comes to. */
export const AppliedRule = z.object({
  /** Its label, the record's own class, its conversation, or everything: of what says when to destroy, the first level that says so decides. */
  level: z.enum(['label', 'record', 'conversation', 'organization']),
  /** Name of the class, where it comes from one. */
  class: z.string().nullable(),
  rule: RetentionRule,
  /** What days are counted from; null while that has not come. */
  start: Instant.nullable(),
  keptUntil: Instant.nullable(),
  destroyedFrom: Instant.nullable(),
  reviewedFrom: Instant.nullable(),
  /** From when its ceiling wants it destroyed. */
  ceiling: Instant.nullable(),
});
export type AppliedRule = z.infer<typeof AppliedRule>;
