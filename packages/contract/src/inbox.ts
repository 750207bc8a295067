import { z } from 'zod';
import { CaseId, CaseOutline, InboxId } from './case-shapes.ts';
import { Label } from './contact-shapes.ts';
import { ConversationId, Counter, Instant, line, pageInput, pageOf, UserId, uuid } from './ids.ts';
import {
  CannedReply,
  GivenHours,
  GivenInboxSettings,
  GivenRule,
  HolidayCalendar,
  Inbox,
  InboxAgent,
  InboxRule,
  InboxSource,
  LookUpCard,
  Macro,
  ReplyTexts,
  WorkHours,
} from './inbox-shapes.ts';
import { command, done, query } from './method.ts';

const range = { from: Instant, to: Instant };
const ofInbox = { inbox: InboxId.nullable().default(null), archived: z.boolean().default(false) };

/** Setting up where cases are worked, and looking at them all. */
export const inboxMethods = {
  'inbox.list': query({
    summary: 'Inboxes I work in; for whoever sets them up, all of them',
    input: z.strictObject({}),
    output: z.object({ inboxes: z.array(Inbox) }),
  }),
  'inbox.save': command({
    summary:
      'Make an inbox, or change one: members of its group work there, and read what customers write to it. A new one needs name and group; what is left out of a change stays as it is; audited',
    input: z.strictObject({
      inbox: InboxId.optional(),
      name: line(80).optional(),
      group: ConversationId.optional(),
      hours: uuid().nullable().optional(),
      settings: GivenInboxSettings.optional(),
      archived: z.boolean().optional(),
    }),
    output: Inbox,
    errors: ['not-found', 'already-exists', 'conflict', 'quota-exceeded'],
  }),
  'inbox.setSources': command({
    summary:
      'Say what lies in an inbox: whole accounts, or single addresses of them; open cases that lay in none are taken in; audited',
    input: z.strictObject({ inbox: InboxId, sources: z.array(InboxSource).max(200) }),
    output: Inbox,
    errors: ['not-found'],
  }),
  'inbox.queue': query({
    summary: 'Cases as they are to be worked: urgent ones first, then what is due; with how many there are of each kind',
    rate: 'search',
    input: z.strictObject({
      ...pageInput,
      inbox: InboxId.optional(),
      view: z.enum(['mine', 'unassigned', 'open', 'waiting', 'snoozed', 'solved', 'closed']).default('open'),
      label: Label.optional(),
      assignee: UserId.optional(),
    }),
    output: pageOf(CaseOutline).extend({
      counts: z.object({ mine: Counter, unassigned: Counter, open: Counter, waiting: Counter, snoozed: Counter, late: Counter }),
    }),
    errors: ['not-found'],
  }),
  'inbox.agents': query({
    summary: 'Who works in an inbox: whether they are here, and how much they have',
    input: z.strictObject({ inbox: InboxId }),
    output: z.object({ agents: z.array(InboxAgent) }),
    errors: ['not-found'],
  }),
  'inbox.setAgent': command({
    summary: 'Say what somebody can, and how much they take; audited',
    input: z.strictObject({
      user: UserId,
      capacity: z.int().min(0).max(1_000),
      skills: z.array(Label).max(50).default([]),
    }),
    output: done,
    errors: ['not-found'],
  }),
  'inbox.setAccepting': command({
    summary: 'Say whether I take work now',
    input: z.strictObject({ accepting: z.boolean() }),
    output: done,
    errors: ['not-found'],
  }),
  'inbox.hours': query({
    summary: 'Working hours and calendars of holidays',
    input: z.strictObject({}),
    output: z.object({ hours: z.array(WorkHours), calendars: z.array(HolidayCalendar) }),
  }),
  'inbox.saveHours': command({
    summary: 'Make working hours, or change them; clocks that run by them are reckoned anew',
    input: z.strictObject({ hours: uuid().optional(), ...GivenHours.shape }),
    output: WorkHours,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'inbox.saveCalendar': command({
    summary:
      'Read a calendar of holidays: iCalendar, or JSON as holiday-cn publishes it; working days that make up for holidays too. Tried, it is read and not kept',
    input: z.strictObject({
      calendar: uuid().optional(),
      name: line(80),
      text: z.string().max(2_000_000),
      try: z.boolean().default(false),
    }),
    /** How many entries were passed over, and what the first of them say. */
    output: z.object({ calendar: HolidayCalendar, passed: z.int(), passedOver: z.array(z.string()) }),
    errors: ['not-found', 'quota-exceeded'],
    rate: 'heavy',
  }),
  'inbox.desk': query({
    summary: 'What is at hand for cases: canned replies, macros, look-up cards, labels, and the inboxes they can be handed to',
    input: z.strictObject({ inbox: InboxId.optional() }),
    output: z.object({
      replies: z.array(CannedReply),
      macros: z.array(Macro),
      cards: z.array(LookUpCard),
      labels: z.array(z.string()),
      inboxes: z.array(z.object({ id: InboxId, name: z.string() })),
    }),
    errors: ['not-found'],
  }),
  'inbox.saveReply': command({
    summary: 'Keep a canned reply; variables that nobody knows are refused',
    input: z.strictObject({ reply: uuid().optional(), ...ofInbox, name: line(80), texts: ReplyTexts }),
    output: CannedReply,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'inbox.saveMacro': command({
    summary: 'Keep several acts under one name',
    input: z.strictObject({ macro: uuid().optional(), ...ofInbox, name: line(80), acts: Macro.shape.acts }),
    output: Macro,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'inbox.saveCard': command({
    summary: 'Keep where more is known of contacts; the secret that signs calls is answered once, when it is made',
    input: z.strictObject({
      card: uuid().optional(),
      ...ofInbox,
      name: line(80),
      url: z.url({ protocol: /^https?$/ }).max(500),
      renewSecret: z.boolean().default(false),
    }),
    output: LookUpCard.extend({ secret: z.string().optional() }),
    errors: ['not-found', 'quota-exceeded', 'address-not-allowed'],
    secret: true,
  }),
  'inbox.rules': query({
    summary: 'What the house does to cases by itself, in the order it does it',
    input: z.strictObject({}),
    output: z.object({ rules: z.array(InboxRule) }),
  }),
  'inbox.saveRule': command({
    summary: 'Keep a rule: an event, conditions, acts; audited',
    input: z.strictObject({
      rule: uuid().optional(),
      ...GivenRule.shape,
      position: z.int().min(0).max(10_000).default(0),
      enabled: z.boolean().default(true),
    }),
    output: InboxRule,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'inbox.tryRule': query({
    summary: 'What a rule would have done to the cases of a time, without doing it',
    rate: 'heavy',
    input: z.strictObject({ rule: GivenRule, ...range }),
    output: z.object({ looked: z.int(), would: z.array(z.object({ case: CaseId, number: z.int(), ev: Counter, at: Instant })) }),
    errors: ['not-found'],
  }),
  'inbox.ruleRuns': query({
    summary: 'What rules did, newest first, and what they did not for the sake of an end',
    input: z.strictObject({ ...pageInput, rule: uuid().optional() }),
    output: pageOf(
      z.object({
        id: uuid(),
        rule: uuid(),
        version: z.int(),
        case: CaseId,
        number: z.int(),
        ev: Counter,
        at: Instant,
        outcome: z.string(),
      }),
    ),
  }),
};
