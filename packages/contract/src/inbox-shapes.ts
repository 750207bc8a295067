import { z } from 'zod';
import { CasePriority, CaseStatus, InboxId, RatingScale } from './case-shapes.ts';
import { Label } from './contact-shapes.ts';
import { ConversationId, Instant, line, prose, UserId, uuid } from './ids.ts';
import { AccountId, ChannelKind } from './policy-shapes.ts';

const minutes = (most: number) => z.int().min(1).max(most).nullable();
const year = 527_040;

/** Minutes of working time; null promises nothing. */
const promised = z.strictObject({ first: minutes(year), next: minutes(year), resolution: minutes(year) });
const routing = z.strictObject({
  mode: z.enum(['automatic', 'by-hand']),
  order: z.enum(['priority', 'longest-waiting']),
  /** Cases that routing gives one person within the window, at most. */
  fairLimit: z.int().min(1).max(10_000).nullable(),
  fairMinutes: z.int().min(1).max(1_440),
  /** After so long optional skills are not asked for any more. */
  dropOptionalMinutes: minutes(1_440),
  /** Whoever was given a case and lets the contact wait so long loses it. */
  leaseMinutes: minutes(10_080),
  /** Of a case, against people's capacity. */
  weight: z.int().min(1).max(100),
});
/** Working days in which a complaint is acknowledged and answered, and an objection answered. */
const complaint = z.strictObject({
  acknowledgeDays: z.int().min(1).max(365),
  answerDays: z.int().min(1).max(365),
  objectionDays: z.int().min(1).max(365),
});
const single = {
  /** A solved case is taken up again for so long; after that, what the contact writes is another one. */
  reopenDays: z.int().min(0).max(365),
  /** A solved case is closed for good by itself after so long; null: never. */
  closeDays: z.int().min(1).max(365).nullable(),
  /** A case we answered waits for the contact by itself. */
  waitAfterAnswer: z.boolean(),
  /** Contacts are asked how it went when a case is solved. */
  rating: RatingScale.nullable(),
};

/** How an inbox works. */
export const InboxSettings = z.strictObject({
  routing,
  /** What is promised at each priority. */
  promised: z.strictObject({ low: promised, normal: promised, high: promised, urgent: promised }),
  ...single,
  complaint,
});
export type InboxSettings = z.infer<typeof InboxSettings>;

const somePromised = promised.partial().optional();
/** Some of these settings: what is left out, on whatever level, stays as it is. */
export const GivenInboxSettings = z.strictObject({
  routing: routing.partial().optional(),
  promised: z.strictObject({ low: somePromised, normal: somePromised, high: somePromised, urgent: somePromised }).optional(),
  ...z.strictObject(single).partial().shape,
  complaint: complaint.partial().optional(),
});
export type GivenInboxSettings = z.infer<typeof GivenInboxSettings>;

/** What comes to an account, or to one address of it (empty: to any that no inbox names). */
export const InboxSource = z.strictObject({ account: AccountId, address: z.string().trim().toLowerCase().max(320).default('') });
export type InboxSource = z.infer<typeof InboxSource>;

export const Inbox = z.object({
  id: InboxId,
  name: z.string(),
  /** The team: members of this group work here. */
  group: ConversationId,
  hours: uuid().nullable(),
  settings: InboxSettings,
  sources: z.array(InboxSource),
  archived: z.boolean(),
  /** Whether I work here. */
  mine: z.boolean(),
});
export type Inbox = z.infer<typeof Inbox>;

/** Minutes of the day, from … to; 1440 is the midnight after. Spans of a day stand in their order, apart. */
export const HoursSpan = z.strictObject({ from: z.int().min(0).max(1_440), to: z.int().min(0).max(1_440) });
export type HoursSpan = z.infer<typeof HoursSpan>;
const spans = z.array(HoursSpan).max(12);
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const HoursDay = z.strictObject({ day: Day, kind: z.union([z.enum(['closed', 'working']), spans]) });

/** When a team is there; minutes of the day, Monday first. */
export const GivenHours = z.strictObject({
  name: line(80),
  zone: z.string().max(64),
  week: z.array(spans).length(7),
  days: z.array(HoursDay).max(400).default([]),
  calendar: uuid().nullable().default(null),
});
export const WorkHours = z.object({ ...GivenHours.shape, id: uuid() });
export type WorkHours = z.infer<typeof WorkHours>;
export const HolidayCalendar = z.object({
  id: uuid(),
  name: z.string(),
  days: z.array(z.object({ day: Day, kind: z.enum(['closed', 'working']), name: z.string() })),
});
export type HolidayCalendar = z.infer<typeof HolidayCalendar>;

export const InboxAgent = z.object({
  user: UserId,
  capacity: z.int(),
  skills: z.array(z.string()),
  /** Takes work, as they say themselves. */
  accepting: z.boolean(),
  present: z.boolean(),
  load: z.int(),
  cases: z.int(),
  lastGiven: Instant.optional(),
});
export type InboxAgent = z.infer<typeof InboxAgent>;

/** Texts in the languages there are, with variables: `{{contact.name}}`. */
export const ReplyTexts = z
  .strictObject({ en: prose(8_000).optional(), zh: prose(8_000).optional() })
  .refine((texts) => Boolean(texts.en ?? texts.zh), { message: 'en or zh' });
export const CannedReply = z.object({
  id: uuid(),
  inbox: InboxId.nullable(),
  name: z.string(),
  texts: ReplyTexts,
  archived: z.boolean(),
});
export type CannedReply = z.infer<typeof CannedReply>;

/** What can be done to a case at once, by hand or by a rule. */
export const CaseAct = z.union([
  z.strictObject({ do: z.literal('status'), status: CaseStatus.exclude(['snoozed']) }),
  z.strictObject({ do: z.literal('snooze'), minutes: z.int().min(1).max(year) }),
  z.strictObject({ do: z.literal('priority'), priority: CasePriority }),
  z.strictObject({ do: z.literal('label'), label: Label }),
  z.strictObject({ do: z.literal('unlabel'), label: Label }),
  z.strictObject({ do: z.literal('assign'), user: UserId.nullable() }),
  z.strictObject({ do: z.literal('inbox'), inbox: InboxId }),
  z.strictObject({ do: z.literal('skills'), skills: z.array(Label).max(20) }),
]);
export type CaseAct = z.infer<typeof CaseAct>;
const acts = z.array(CaseAct).min(1).max(20);

export const Macro = z.object({
  id: uuid(),
  inbox: InboxId.nullable(),
  name: z.string(),
  acts,
  archived: z.boolean(),
});
export type Macro = z.infer<typeof Macro>;

/** All that are given must hold; of a list one suffices. */
export const RuleConditions = z.strictObject({
  inboxes: z.array(InboxId).max(50).optional(),
  channels: z.array(ChannelKind).max(20).optional(),
  status: z.array(CaseStatus).max(5).optional(),
  priority: z.array(CasePriority).max(4).optional(),
  labels: z.array(Label).max(20).optional(),
  withoutLabels: z.array(Label).max(20).optional(),
  assigned: z.boolean().optional(),
  /** Whether it is within the hours of the inbox. */
  withinHours: z.boolean().optional(),
  /** One of these stands in the message that caused it, whatever its case. */
  words: z.array(line(80)).max(50).optional(),
  customerTypes: z.array(uuid()).max(50).optional(),
});
export type RuleConditions = z.infer<typeof RuleConditions>;
export const RuleEvent = z.enum(['opened', 'heard', 'answered', 'status', 'assigned', 'late', 'rated']);
export type RuleEvent = z.infer<typeof RuleEvent>;

export const GivenRule = z.strictObject({
  name: line(80),
  inbox: InboxId.nullable().default(null),
  event: RuleEvent,
  conditions: RuleConditions.default({}),
  acts,
});
export const InboxRule = z.object({ ...GivenRule.shape, id: uuid(), version: z.int(), position: z.int(), enabled: z.boolean() });
export type InboxRule = z.infer<typeof InboxRule>;

export const LookUpCard = z.object({
  id: uuid(),
  inbox: InboxId.nullable(),
  name: z.string(),
  url: z.string(),
  archived: z.boolean(),
});
export type LookUpCard = z.infer<typeof LookUpCard>;
/** What a look-up answered: shown as text, never as HTML. */
export const LookUpAnswer = z.object({
  title: z.string().max(200).optional(),
  fields: z
    .array(
      z.object({
        label: z.string().max(80),
        value: z.string().max(1_000),
        link: z
          .url({ protocol: /^https?$/ })
          .max(500)
          .optional(),
      }),
    )
    .max(40),
});
export type LookUpAnswer = z.infer<typeof LookUpAnswer>;
