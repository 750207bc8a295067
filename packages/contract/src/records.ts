import { z } from 'zod';
import { CaseId } from './case-shapes.ts';
import { ConversationId, Counter, Instant, UserId } from './ids.ts';
import { query } from './method.ts';

const note = z.string();
/** Public key of a log, as C2SP signed notes have it. */
const key = z.string();

/** What the ledger says of itself. */
export const LedgerState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({
    /** Signed by this house alone: nobody outside vouches for it. */
    state: z.literal('self-attested'),
    /** Number of the log: another begins where one cannot go on. */
    epoch: z.int(),
    /** Leaves of the tree. */
    size: z.int(),
    signedAt: Instant,
    /** The signed note (C2SP tlog-checkpoint). */
    checkpoint: note,
    key,
    /** Leaves that stand in no checkpoint yet. */
    waiting: z.int(),
  }),
]);
export type LedgerState = z.infer<typeof LedgerState>;

const standing = {
  epoch: z.int(),
  /** Place in the tree. */
  index: z.int(),
  /** The leaf's bytes, as text; its hash is SHA-256(0x00 ‖ bytes). */
  leaf: z.string(),
  /** Hashes from the leaf to the root (RFC 6962), base64. */
  proof: z.array(z.string()),
  checkpoint: note,
  key,
};

const proved = {
  ...standing,
  /** Manifest of the parts as they are now. */
  manifest: z.string(),
  /** What opens the commitments: content (of files their bytes are), and salt in hexadecimal digits. */
  parts: z.array(z.object({ name: z.string(), salt: z.string(), content: z.string().optional() })),
};

/** An event that took parts of a record out for good: its part `redaction` names them. */
const redaction = z.object(proved);

/** Where an event stands in the ledger. */
const RecordPlace = z.object({
  epoch: z.int(),
  /** Leaf of that log, counted from 0. */
  index: z.int(),
});

/** Something that happened to a message, in the conversation's order. */
export const RecordEvent = z.object({
  ev: Counter,
  /** As in the log: `message.sent`, `message.edited`, `message.recalled` …; `message.changed` are reactions, pins, topics and previews. */
  type: z.string(),
  actor: UserId.nullable(),
  at: Instant,
  /** It said something: `records.proof` with its `ev` discloses the words, unless the message was recalled. */
  version: z.boolean(),
  /** Absent until it is sequenced, about a second. */
  place: RecordPlace.optional(),
});
export type RecordEvent = z.infer<typeof RecordEvent>;

const edge = RecordPlace.extend({ ev: Counter, at: Instant });

/** How much of a conversation stands in the ledger. */
export const Completeness = z.object({
  /** What happened here, reactions and joins too. */
  events: Counter,
  /** How many have a leaf: the first so many, as each is sequenced after the one before. */
  leaves: Counter,
  /** Leaves that were looked at, the newest. */
  checked: Counter,
  /** Numbers without a leaf among those; both ends belong to it. */
  gaps: z.array(z.object({ from: Counter, to: Counter })),
  first: edge.optional(),
  last: edge.optional(),
  /** The newest census that holds this conversation: nothing up to `ev` was left out at its end then. */
  census: edge.optional(),
});
export type Completeness = z.infer<typeof Completeness>;

/** Whether what a message shows is what the ledger holds. Formats: docs/records.md. */
export const RecordProof = z.discriminatedUnion('state', [
  /** Not in a signed checkpoint yet: that takes about a second. */
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('recorded'), ...proved, redactions: z.array(redaction).optional() }),
  /** What stands in the database now is not what was recorded. */
  z.object({ state: z.literal('differs'), ...proved, redactions: z.array(redaction).optional() }),
  /** Its words and its record key were destroyed: that it was, and the event that took them away, stand in the ledger. */
  z.object({
    state: z.literal('erased'),
    ...standing,
    erasure: z.object(standing),
    /** Of a later version: those between it and the sending, which the erasure names, the newest first. */
    between: z.array(z.object(standing)).optional(),
  }),
]);
export type RecordProof = z.infer<typeof RecordProof>;

export const recordMethods = {
  'records.checkpoint': query({
    summary: 'The newest signed checkpoint of the ledger, with the key it is signed by',
    input: z.strictObject({}),
    output: LedgerState,
  }),
  'records.proof': query({
    summary: 'Proof that what a message shows now, showed before, or what happened stands in the ledger, for whoever may see it',
    rate: 'search',
    secret: true,
    input: z.strictObject({
      conversation: ConversationId,
      /** The message as it stands. */
      seq: Counter.min(1).optional(),
      /** An event instead: an earlier version, a recall, somebody who joined. */
      ev: Counter.min(1).optional(),
    }),
    output: RecordProof,
    errors: ['not-found', 'key-damaged'],
  }),
  'records.get': query({
    summary: 'What happened to a message, with the place of each event in the ledger, and the cases it was said in',
    input: z.strictObject({ conversation: ConversationId, seq: Counter.min(1) }),
    output: z.object({
      events: z.array(RecordEvent),
      /** False where so much happened that the middle is left out; versions are always all there. */
      whole: z.boolean(),
      ledger: LedgerState,
      /** Cases of my inboxes in which it was said. */
      cases: z.array(z.object({ case: CaseId, number: z.int(), title: z.string().optional() })),
    }),
    errors: ['not-found'],
  }),
  'records.completeness': query({
    summary: 'Whether everything that happened in a conversation stands in the ledger',
    rate: 'heavy',
    input: z.strictObject({ conversation: ConversationId }),
    output: Completeness,
    errors: ['not-found'],
  }),
};
