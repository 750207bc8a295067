import { z } from 'zod';
import { Message } from './conversation-shapes.ts';
import { RecordedForm } from './forms.ts';
import { ConversationId, Counter, DepartmentId, Instant, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, query } from './method.ts';
import { LedgerState, RecordEvent, RecordProof } from './records.ts';
import { askedRecords, Facets, RecordHit } from './search.ts';

/** Conversations, and people, that one inspection names. */
const mostNamed = 500;
/** Days for which an inspection is open at most. */
export const mostInspectionDays = 90;

/** What an inspection covers: everything that is named must hold. Something is named, if only a span of time. */
export const InspectionScope = z.strictObject({
  /** Topics included. */
  conversations: z.array(ConversationId).max(mostNamed).default([]),
  people: z.array(UserId).max(mostNamed).default([]),
  /** Their people, and those of departments below, as they are when the inspection is opened. */
  departments: z.array(DepartmentId).max(100).default([]),
  /** Of these people: `said`: what they said; `with`: all that was said where they take or took part. */
  reach: z.enum(['said', 'with']).default('said'),
  /** Of when it was said, half-open. */
  from: Instant.optional(),
  until: Instant.optional(),
});
export type InspectionScope = z.infer<typeof InspectionScope>;

/** Leave to look into the archive: for a purpose, within bounds, for a time; every look is recorded. */
export const Inspection = z.object({
  id: z.uuid(),
  askedBy: UserId,
  askedAt: Instant,
  purpose: z.string(),
  /** Its name is empty for who neither manages holds nor agrees to inspections nor watches over them. */
  matter: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  scope: InspectionScope,
  /** For how many days from when it is opened. */
  days: z.int(),
  /** `asked`: another person has to agree; `ended`: before its time. */
  state: z.enum(['asked', 'open', 'refused', 'ended', 'expired']),
  /** Who agreed or refused; null where nobody else had to. */
  decidedBy: UserId.nullable(),
  openedAt: Instant.nullable(),
  /** When it ends by itself: one that is asked for, unless somebody agrees before. */
  expiresAt: Instant,
  endedBy: UserId.nullable(),
  endedAt: Instant.nullable(),
  /** Why it was refused or ended. */
  reason: z.string(),
  /** Looks that were taken under it. */
  looks: z.int(),
});
export type Inspection = z.infer<typeof Inspection>;

/** A look that somebody took into the archive, as the ledger holds it. */
export const Look = z.object({
  id: z.uuid(),
  inspection: z.uuid(),
  purpose: z.string(),
  by: UserId,
  at: Instant,
  kind: z.enum(['queried', 'read', 'viewed', 'proved', 'opened', 'exported', 'fetched']),
  /** What was asked or opened: words of a search, filters, a conversation, a message, a file, a bundle. */
  detail: z.record(z.string(), z.json()),
  /** Records that were answered. */
  results: z.int(),
});
export type Look = z.infer<typeof Look>;

const version = z.object({
  ev: Counter,
  at: Instant,
  author: UserId.nullable(),
  text: z.string(),
  form: RecordedForm.optional(),
});

/** Whether two people are needed. */
export const ArchiveRule = z.object({
  /** Another person agrees before an inspection is opened, where there is another who may. */
  second: z.boolean(),
  /** Somebody wishes to do without; a second person has to agree. */
  wishedBy: UserId.nullable(),
  /** Another than the caller may agree to an inspection: without one the rule has no effect on what they ask for. */
  others: z.boolean(),
});
export type ArchiveRule = z.infer<typeof ArchiveRule>;

const one = z.strictObject({ inspection: uuid() });
const place = { inspection: uuid(), conversation: ConversationId, seq: Counter.min(1) };
const errors = ['not-found', 'inspection-closed'] as const;
const reason = prose(2_000).default('');

export const archiveMethods = {
  'archive.ask': command({
    summary: 'Ask to look into the archive: what for, at what, for how long. Opened at once where nobody else has to agree',
    input: z.strictObject({
      purpose: prose(2_000).refine((text) => text.trim() !== '', 'empty'),
      matter: uuid().optional(),
      scope: InspectionScope,
      days: z.int().min(1).max(mostInspectionDays).default(7),
    }),
    output: Inspection,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'archive.list': query({
    summary: 'Inspections, the newest first: my own, those that wait for me to agree, or all for whoever watches over them',
    input: z.strictObject({ ...pageInput, which: z.enum(['mine', 'waiting', 'all']).default('mine') }),
    output: pageOf(Inspection),
  }),
  'archive.get': query({
    summary: 'One inspection, for who asked for it, who may agree, and who watches over them',
    input: one,
    output: Inspection,
    errors: ['not-found'],
  }),
  'archive.decide': command({
    summary: "Agree to another person's inspection, or refuse it",
    input: z.strictObject({ inspection: uuid(), refuse: z.boolean().default(false), reason }),
    output: Inspection,
    errors: ['not-found', 'conflict'],
  }),
  'archive.end': command({
    summary: 'End an inspection at once, with its bundles: its asker, or whoever may agree to inspections',
    input: z.strictObject({ inspection: uuid(), reason }),
    output: Inspection,
    errors: ['not-found'],
  }),
  'archive.rule': query({
    summary: 'Whether a second person has to agree to inspections',
    input: z.strictObject({}),
    output: ArchiveRule,
  }),
  'archive.setRule': command({
    summary: 'Want a second person for inspections, or do without: that takes two people itself',
    input: z.strictObject({ second: z.boolean() }),
    output: ArchiveRule,
  }),
  'archive.search': command({
    summary:
      'Records within an inspection, whoever took part; of recalled ones the words too where the kind `recalled` is asked for',
    rate: 'search',
    secret: true,
    input: z.strictObject({
      inspection: uuid(),
      ...askedRecords,
      ...pageInput,
      order: z.enum(['newest', 'best']).default('newest'),
      limit: z.int().min(1).max(100).default(30),
      /** Also what there is of each kind, among the newest thousand that match. */
      facets: z.boolean().default(false),
    }),
    output: pageOf(RecordHit).extend({ facets: Facets.optional() }),
    errors: [...errors, 'search-too-broad'],
  }),
  'archive.conversation': command({
    summary: 'Messages of a conversation within an inspection, around, before or after one; recalled ones with their words',
    rate: 'search',
    secret: true,
    input: z.strictObject({
      inspection: uuid(),
      conversation: ConversationId,
      around: Counter.optional(),
      before: Counter.optional(),
      after: Counter.optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.object({
      name: z.string(),
      peers: z.array(UserId),
      messages: z.array(Message),
      hasOlder: z.boolean(),
      hasNewer: z.boolean(),
    }),
    errors: [...errors],
  }),
  'archive.record': command({
    summary: 'One record with all its versions and what happened to it; a recalled one with its words',
    rate: 'search',
    secret: true,
    input: z.strictObject(place),
    output: z.object({
      message: Message,
      /** Oldest first; of very many the newest. */
      versions: z.array(version),
      events: z.array(RecordEvent),
      whole: z.boolean(),
      ledger: LedgerState,
    }),
    errors: [...errors],
  }),
  'archive.proof': command({
    summary: 'Proof that a record, or an earlier version of it, stands in the ledger',
    rate: 'search',
    secret: true,
    input: z.strictObject({ ...place, ev: Counter.min(1).optional() }),
    output: RecordProof,
    errors: [...errors, 'key-damaged'],
  }),
  'archive.export': command({
    summary: 'Begin an evidence bundle of what an inspection covers; a job makes it, and it ends with the inspection',
    rate: 'heavy',
    input: z.strictObject({
      inspection: uuid(),
      /** Some of those that are covered; all of them by default. */
      conversations: z.array(ConversationId).max(mostNamed).default([]),
      files: z.boolean().default(true),
    }),
    output: z.object({ export: z.uuid() }),
    errors: [...errors, 'quota-exceeded'],
  }),
  'archive.looks': query({
    summary: 'Who looked into the archive, at what, when and what for, the newest first',
    secret: true,
    input: z.strictObject({ ...pageInput, inspection: uuid().optional(), by: UserId.optional() }),
    output: pageOf(Look),
  }),
};
