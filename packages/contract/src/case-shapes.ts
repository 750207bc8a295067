import { z } from 'zod';
import { ContactId } from './contact-shapes.ts';
import { ConversationId, Counter, Instant, UserId, uuid } from './ids.ts';
import { AccountId } from './policy-shapes.ts';

export const CaseId = uuid().brand<'CaseId'>();
export type CaseId = z.infer<typeof CaseId>;
export const InboxId = uuid().brand<'InboxId'>();
export type InboxId = z.infer<typeof InboxId>;

/**
 * `open`: it is for us to act; `waiting`: for the contact to speak; `snoozed`: until a time, or until they write; `solved`: done, taken up again
 * when they write; `closed`: done for good, what they write is another case.
 */
export const CaseStatus = z.enum(['open', 'waiting', 'snoozed', 'solved', 'closed']);
export type CaseStatus = z.infer<typeof CaseStatus>;
export const CasePriority = z.enum(['low', 'normal', 'high', 'urgent']);
export type CasePriority = z.infer<typeof CasePriority>;
/** An objection is against an answer to a complaint. */
export const CaseKind = z.enum(['request', 'complaint', 'objection']);
export type CaseKind = z.infer<typeof CaseKind>;

export const ClockName = z.enum(['first', 'next', 'resolution']);
/** What is promised, as it stands: `left` in working milliseconds. */
export const CaseClock = z.object({
  name: ClockName,
  state: z.enum(['idle', 'running', 'paused', 'met', 'broken']),
  dueAt: Instant.optional(),
  late: z.boolean().optional(),
  because: z.enum(['waiting', 'snoozed', 'closed-hours', 'holiday']).optional(),
  left: z.int().optional(),
});
export type CaseClock = z.infer<typeof CaseClock>;

/** A case as it stands in a queue. */
export const CaseOutline = z.object({
  id: CaseId,
  /** What people call it by. */
  number: z.int(),
  /** `unnamed`: they told no name, and `name` is what the house calls them. */
  contact: z.object({ id: ContactId, name: z.string(), unnamed: z.literal(true).optional() }),
  account: AccountId,
  /** The kind of channel it began on. */
  channel: z.string(),
  /** As staff named it; else the subject, or how its first message begins, as far as that may still be seen. */
  title: z.string(),
  named: z.boolean(),
  kind: CaseKind,
  status: CaseStatus,
  priority: CasePriority,
  assignee: UserId.nullable(),
  labels: z.array(z.string()),
  inboxes: z.array(InboxId),
  openedAt: Instant,
  /** The contact's last word, and ours. */
  heardAt: Instant.optional(),
  answeredAt: Instant.optional(),
  waitsSince: Instant.optional(),
  dueAt: Instant.optional(),
  snoozedUntil: Instant.optional(),
  ev: Counter,
});
export type CaseOutline = z.infer<typeof CaseOutline>;

/** A stretch of a conversation that a case is about. */
export const CasePart = z.object({
  conversation: ConversationId,
  thread: z.string(),
  from: Counter,
  until: Counter.optional(),
  /** The case it was opened with, where that was merged into this one. */
  case: CaseId,
});

export const CaseEvent = z.object({
  case: CaseId,
  ev: Counter,
  type: z.string(),
  at: Instant,
  by: UserId.nullable(),
  data: z.record(z.string(), z.unknown()),
});
export type CaseEvent = z.infer<typeof CaseEvent>;

export const FollowUp = z.object({
  id: uuid(),
  case: CaseId,
  user: UserId,
  at: Instant,
  what: z.string(),
  doneAt: Instant.optional(),
});
export type FollowUp = z.infer<typeof FollowUp>;

export const Complaint = z.object({
  stage: z.enum(['received', 'acknowledged', 'answered', 'objected', 'settled']),
  receivedAt: Instant,
  acknowledgeBy: Instant.optional(),
  answerBy: Instant.optional(),
  acknowledgedAt: Instant.optional(),
  answeredAt: Instant.optional(),
  answeredBy: UserId.optional(),
  objectedAt: Instant.optional(),
  settledAt: Instant.optional(),
  outcome: z.string().optional(),
});
export type Complaint = z.infer<typeof Complaint>;

export const RatingScale = z.enum(['csat', 'nps']);
export const Rating = z.object({
  scale: RatingScale,
  askedAt: Instant,
  score: z.int().optional(),
  comment: z.string().optional(),
  ratedAt: Instant.optional(),
  /** The messages that it is about. */
  conversation: ConversationId,
  from: Counter,
  until: Counter,
});
export type Rating = z.infer<typeof Rating>;

/** Everything that stands beside the words of a case. */
export const CasePane = CaseOutline.extend({
  clocks: z.array(CaseClock),
  parts: z.array(CasePart),
  /** Cases merged into it. */
  merged: z.array(z.object({ id: CaseId, number: z.int(), mergedAt: Instant })),
  follows: z.object({ id: CaseId, number: z.int() }).optional(),
  skills: z.array(z.string()),
  events: z.array(CaseEvent),
  followUps: z.array(FollowUp),
  complaint: Complaint.optional(),
  ratings: z.array(Rating),
  /** Talk among colleagues that began here, as far as I take part in it. */
  talks: z.array(ConversationId),
  /** Who writes an answer just now. */
  draft: z.object({ user: UserId, until: Instant }).optional(),
});
export type CasePane = z.infer<typeof CasePane>;
