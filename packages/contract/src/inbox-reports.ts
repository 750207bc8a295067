import { z } from 'zod';
import { CaseId, CasePriority, CaseStatus, ClockName, InboxId } from './case-shapes.ts';
import { ContactId, Label } from './contact-shapes.ts';
import { Counter, Instant, UserId } from './ids.ts';
import { InboxAgent } from './inbox-shapes.ts';
import { query } from './method.ts';
import { AccountId } from './policy-shapes.ts';

export const reportSpans = ['day', 'week', 'month'] as const;
export const reportGroups = [...reportSpans, 'inbox', 'agent', 'label', 'channel'] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** A line of a report (IN13). What has no basis is null: the median of nothing. Times are milliseconds on the clock on the wall. */
export const ReportRow = z.object({
  /** A day `2026-11-22` (of a week the Monday, of a month the first); an id; a label; empty: of nobody, without a label. */
  key: z.string(),
  name: z.string(),
  /** Cases that began; what was split off is in neither of the other two. */
  opened: z.int(),
  openedByContact: z.int(),
  openedByUs: z.int(),
  solved: z.int(),
  reopened: z.int(),
  /** Messages of contacts, and answers of ours to them. */
  heard: z.int(),
  answered: z.int(),
  /** First answers, to cases that contacts began. */
  firsts: z.int(),
  firstMedian: z.number().nullable(),
  first90: z.number().nullable(),
  /** Of the first answers those of which a time was promised, and those that kept it. */
  firstsPromised: z.int(),
  firstsKept: z.int(),
  solvedMedian: z.number().nullable(),
  solved90: z.number().nullable(),
  solvedPromised: z.int(),
  solvedKept: z.int(),
  /** Contacts who were asked how it went, and who said so. */
  asked: z.int(),
  rated: z.int(),
  /** Mean of 1…5, and of how many. */
  csat: z.number().nullable(),
  csats: z.int(),
  /** Promoters less detractors in hundredths, and of how many. */
  nps: z.number().nullable(),
  npses: z.int(),
});
export type ReportRow = z.infer<typeof ReportRow>;

/** An inbox that somebody may look into from outside. */
const SeenInbox = z.object({
  id: InboxId,
  name: z.string(),
  /** Whether I work there; else figures are all I see. */
  mine: z.boolean(),
});

/** A case as a supervisor sees it: figures; words only with `about`. */
export const LiveCase = z.object({
  id: CaseId,
  number: z.int(),
  status: CaseStatus,
  priority: CasePriority,
  account: AccountId,
  channel: z.string(),
  inboxes: z.array(InboxId),
  assignee: UserId.nullable(),
  openedAt: Instant,
  waitsSince: Instant.optional(),
  dueAt: Instant.optional(),
  /** Which promise falls due then. */
  promise: ClockName.optional(),
  /** Who it is and what it is called; absent where I do not work. */
  about: z.object({ contact: ContactId, name: z.string(), title: z.string() }).optional(),
});
export type LiveCase = z.infer<typeof LiveCase>;

export const LiveAgent = InboxAgent.extend({
  inboxes: z.array(InboxId),
  /** Of their open cases those that are late. */
  late: z.int(),
});
export type LiveAgent = z.infer<typeof LiveAgent>;

export const inboxReportMethods = {
  'inbox.now': query({
    summary:
      'How it stands this moment where I work or supervise: who waits, what falls due next and what is late, who is here and has how much',
    rate: 'search',
    input: z.strictObject({ inbox: InboxId.optional() }),
    output: z.object({
      at: Instant,
      inboxes: z.array(SeenInbox),
      counts: z.object({
        unassigned: Counter,
        open: Counter,
        waiting: Counter,
        snoozed: Counter,
        late: Counter,
        /** Due within the next half hour. */
        soon: Counter,
      }),
      /** Nobody has them: those that wait longest first, at most 100. */
      unassigned: z.array(LiveCase),
      /** Something is owed: the latest first, then what falls due next, at most 100. */
      due: z.array(LiveCase),
      agents: z.array(LiveAgent),
    }),
    errors: ['not-found'],
  }),
  'inbox.report': query({
    summary:
      'What came, was answered and solved in a time, how fast, and what people thought of it: by day, week, month, inbox, agent, label or channel; for whoever supervises',
    rate: 'heavy',
    input: z.strictObject({
      from: Instant,
      to: Instant,
      /** From then until `from`: answered in `before`, to compare. */
      before: Instant.optional(),
      by: z.enum(reportGroups).default('day'),
      inbox: InboxId.optional(),
      agent: UserId.optional(),
      label: Label.optional(),
      account: AccountId.optional(),
      /** Of days; the organization's when absent. */
      zone: z.string().max(64).optional(),
    }),
    output: z.object({
      inboxes: z.array(SeenInbox),
      zone: z.string(),
      rows: z.array(ReportRow),
      total: ReportRow,
      before: ReportRow.nullable(),
    }),
    errors: ['not-found'],
  }),
};
