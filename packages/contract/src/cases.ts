import { z } from 'zod';
import {
  CaseEvent,
  CaseId,
  CaseOutline,
  CasePane,
  CasePriority,
  CaseStatus,
  FollowUp,
  InboxId,
  RatingScale,
} from './case-shapes.ts';
import { ContactId, HandleId, Label } from './contact-shapes.ts';
import { Envelope } from './customer-messages.ts';
import { ClientId, ConversationId, Counter, FileId, Instant, line, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { LookUpAnswer } from './inbox-shapes.ts';
import { messageLimits } from './message-limits.ts';
import { command, done, query } from './method.ts';
import { AccountId, ChannelKind } from './policy-shapes.ts';

const one = { case: CaseId };
const skills = z.array(Label).max(20);
const token = z.string().min(20).max(200);

/** `form`: a visit, a call, a letter that was written down; `talk`: of colleagues beside a case; `remark`: about the contact. */
const timelineKinds = [
  ...([
    'inbound',
    'outward',
    'form',
    'note',
    'talk',
    'remark',
    'case-opened',
    'case-solved',
    'case-joined',
    'case-split',
  ] as const),
  ...(['case-labelled', 'complaint', 'follow-up', 'rated'] as const),
] as const;

/** One thing of a contact's history. */
export const TimelineEntry = z.object({
  at: Instant,
  kind: z.enum(timelineKinds),
  conversation: ConversationId.optional(),
  seq: Counter.optional(),
  case: CaseId.optional(),
  number: z.int().optional(),
  /** Empty where it was on none. */
  channel: z.string(),
  by: UserId.optional(),
  /** How it begins; of a case what staff named it. */
  text: z.string(),
  /** Of a message those it has now, of a case those it was given. */
  labels: z.array(z.string()).optional(),
  /** Labels that were taken off a case. */
  removed: z.array(z.string()).optional(),
  /** Of a complaint: which step it went. */
  step: z.string().optional(),
  /** Of a follow-up: when it is due. */
  due: Instant.optional(),
  score: z.int().optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** Working on one matter of a contact. */
export const caseMethods = {
  'cases.get': query({
    summary: 'A case with all that stands beside its words; asked for one that was merged, it answers the one it stands under',
    input: z.strictObject({ ...one }),
    output: CasePane,
    errors: ['not-found'],
  }),
  'cases.events': query({
    summary: 'What happened to a case, newest first',
    input: z.strictObject({ ...pageInput, ...one }),
    output: pageOf(CaseEvent),
    errors: ['not-found'],
  }),
  'cases.ofConversation': query({
    summary: 'Cases that a customer conversation belongs or belonged to, newest first',
    input: z.strictObject({ conversation: ConversationId }),
    output: z.object({ cases: z.array(CaseOutline) }),
    errors: ['not-found'],
  }),
  'cases.open': command({
    summary: 'Begin a case about a customer conversation, in one of my inboxes',
    input: z.strictObject({
      conversation: ConversationId,
      thread: z.string().max(200).default(''),
      inbox: InboxId,
      title: line(200).optional(),
    }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.ofContact': query({
    summary: 'Cases of a contact that lie in my inboxes, over all its channels, newest first',
    input: z.strictObject({ contact: ContactId }),
    output: z.object({ cases: z.array(CaseOutline) }),
    errors: ['forbidden'],
  }),
  'cases.start': command({
    summary:
      'Write to a contact first, by one of its ways (`policy.ways`), in one of my inboxes: policy decides; what goes out is a case of mine, a mail with its own subject a thread of its own',
    input: z.strictObject({
      clientId: ClientId,
      contact: ContactId,
      account: AccountId,
      handle: HandleId,
      inbox: InboxId,
      text: prose(messageLimits.text).min(1),
      subject: line(200).optional(),
      cc: Envelope.shape.cc.unwrap().default([]),
      /** Files of mine, as far as the channel carries them. */
      attachments: z.array(FileId).max(messageLimits.attachments).default([]),
    }),
    output: z.object({ case: CaseId, number: z.int(), conversation: ConversationId, seq: Counter }),
    errors: ['not-found', 'conflict', 'policy-refused', 'copy-refused', 'client-id-reused', 'forbidden'],
  }),
  'cases.change': command({
    summary: 'Say how a case stands: status, priority, labels, skills, name; snoozed until a time',
    input: z.strictObject({
      ...one,
      status: CaseStatus.exclude(['snoozed']).optional(),
      snoozedUntil: Instant.optional(),
      priority: CasePriority.optional(),
      title: line(200).nullable().optional(),
      addLabels: z.array(Label).max(20).default([]),
      removeLabels: z.array(Label).max(20).default([]),
      skills: skills.optional(),
      optionalSkills: skills.optional(),
    }),
    output: CasePane,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'cases.assign': command({
    summary: 'Give a case to somebody of its team, or to nobody; `from` refuses when somebody else has taken it meanwhile',
    input: z.strictObject({ ...one, user: UserId.nullable(), from: UserId.nullable().optional() }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.move': command({
    summary: 'Let a case lie in other inboxes: their teams read its conversations from then on',
    input: z.strictObject({
      ...one,
      add: z.array(InboxId).max(20).default([]),
      remove: z.array(InboxId).max(20).default([]),
    }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.merge': command({
    summary:
      'Let a case stand for others of the same contact too: nothing is moved, so that it can be undone; the stricter promise holds',
    input: z.strictObject({ keep: CaseId, merge: z.array(CaseId).min(1).max(20) }),
    output: CasePane,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'cases.unmerge': command({
    summary: 'Undo a merge: the case stands by itself again, with its own conversations and clocks',
    input: z.strictObject({ ...one }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.split': command({
    summary: 'Make another case of what was said from a message on; merging the two undoes it',
    input: z.strictObject({
      ...one,
      conversation: ConversationId,
      thread: z.string().max(200),
      from: Counter,
      title: line(200).optional(),
    }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.look': command({
    summary: 'Tell colleagues who look at the same case that I do, or write; never stored',
    rate: 'lossy',
    input: z.strictObject({ ...one, doing: z.enum(['looking', 'typing', 'gone']) }),
    output: done,
    errors: ['not-found'],
  }),
  'cases.holdDraft': command({
    summary: 'Say that I write the answer, for two minutes at a time; whoever else does is told, unless I take it over',
    input: z.strictObject({ ...one, hold: z.boolean().default(true), takeOver: z.boolean().default(false) }),
    output: z.object({ draft: z.object({ user: UserId, until: Instant }).nullable() }),
    errors: ['not-found', 'conflict'],
  }),
  'cases.fillReply': command({
    summary:
      'A canned reply with what is known of the case; what is missing is refused by name; a link for rating is made where it has a place for one',
    input: z.strictObject({ ...one, reply: uuid(), language: z.enum(['en', 'zh']) }),
    output: z.object({ text: z.string() }),
    errors: ['not-found'],
  }),
  'cases.runMacro': command({
    summary: 'Do several acts under one name, all or none',
    input: z.strictObject({ ...one, macro: uuid() }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.ask': command({
    summary:
      'Ask colleagues: a private group of ours beside the case, whose members need not work in its inbox and see nothing of it',
    input: z.strictObject({ ...one, users: z.array(UserId).min(1).max(20), text: prose(8_000).min(1) }),
    output: z.object({ conversation: ConversationId }),
    errors: ['not-found', 'conflict'],
    secret: true,
  }),
  'cases.lookUp': command({
    summary: 'Ask elsewhere what is known of the contact: a signed call to the address of the card',
    rate: 'heavy',
    input: z.strictObject({ ...one, card: uuid() }),
    output: LookUpAnswer,
    errors: ['not-found', 'address-not-allowed', 'conflict'],
    secret: true,
  }),
  'cases.complain': command({
    summary: 'Take a case as a complaint or an objection, and go through its stages; each has a day by which it is owed',
    input: z.strictObject({
      ...one,
      step: z.enum(['receive', 'acknowledge', 'answer', 'object', 'settle', 'withdraw']),
      outcome: prose(2_000).optional(),
    }),
    output: CasePane,
    errors: ['not-found', 'conflict'],
  }),
  'cases.followUp': command({
    summary: 'Note that a case is to be taken up at a time; it opens by itself then',
    input: z.strictObject({ ...one, at: Instant, what: line(500), user: UserId.optional() }),
    output: FollowUp,
    errors: ['not-found', 'conflict', 'quota-exceeded'],
  }),
  'cases.followUpDone': command({
    summary: 'A follow-up is done, or is not to be any more',
    input: z.strictObject({ followUp: uuid() }),
    output: done,
    errors: ['not-found'],
  }),
  'cases.askRating': command({
    summary: 'Make a link by which the contact says how it went; it works for 30 days, and is about the messages up to now',
    input: z.strictObject({ ...one, scale: RatingScale }),
    output: z.object({ url: z.string(), expiresAt: Instant }),
    errors: ['not-found', 'conflict'],
    secret: true,
  }),
  'cases.ratingAsked': query({
    summary: 'What a contact is asked by such a link',
    auth: 'none',
    input: z.strictObject({ token }),
    output: z.object({
      scale: RatingScale,
      organization: z.string(),
      rated: z.boolean(),
      score: z.int().optional(),
      /** An answer can be given or changed until then. */
      openUntil: Instant,
    }),
    errors: ['link-not-valid'],
  }),
  'cases.rate': command({
    summary: 'A contact says how it went: 1 to 5, or 0 to 10 for how likely they would recommend us; it can be changed for a day',
    auth: 'none',
    input: z.strictObject({ token, score: z.int().min(0).max(10), comment: prose(2_000).default('') }),
    output: done,
    errors: ['link-not-valid'],
    secret: true,
  }),
  'cases.timeline': query({
    summary:
      'A contact’s history over all channels, newest first: what was said where I may read it, also among us, cases of my inboxes, remarks',
    rate: 'search',
    input: z.strictObject({
      ...pageInput,
      contact: ContactId,
      /** With them, among us about them, or what became of their cases. */
      only: z.enum(['them', 'us', 'cases']).optional(),
      /** What was said on this kind of channel, and cases that began there. */
      channel: ChannelKind.optional(),
    }),
    output: pageOf(TimelineEntry),
  }),
};
