import { z } from 'zod';
import { ContactId } from './contact-shapes.ts';
import { ConversationId, Counter, Instant, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, done, query } from './method.ts';
import { ReviewState } from './retention-reviews.ts';
import { AppliedRule, RetentionRules, RulesVersion, TwoBy } from './retention-rules.ts';

const place = { conversation: ConversationId, seq: Counter.min(1) };
const version = z.int().min(1).max(1_000_000_000);
const reason = prose(2000).min(1);

/** Why a record is kept or not: computed when asked. */
export const Explanation = z.object({
  version: z.int(),
  said: Instant,
  applied: z.array(AppliedRule),
  /** The latest of what keeps it; null: nothing does, or, with `forever`, it is kept without end. */
  keptUntil: Instant.nullable(),
  forever: z.boolean(),
  /** What the deciding rule says, or the earliest ceiling; null where nothing says so, or what it counts from has not come. */
  destroyedFrom: Instant.nullable(),
  /** When it is due to be destroyed; null: not by these rules. */
  dueAt: Instant.nullable(),
  /** When it is due to come before a person; null: not by these rules. */
  reviewAt: Instant.nullable(),
  /** The earliest ceiling of all rules. */
  ceiling: Instant.nullable(),
  /** A rule keeps it beyond a ceiling that has come. */
  conflict: z.boolean(),
  /** What the last review of it came to; null: none decided about it. */
  reviewed: z.object({ review: z.uuid(), state: ReviewState, until: Instant.nullable() }).nullable(),
  /** Under a hold. Which one, those see who manage holds. */
  held: z.boolean(),
  holds: z.array(z.uuid()),
  /** Taken out of the lists until then, by a reviewer. */
  exceptedUntil: Instant.nullable(),
  state: z.enum(['kept', 'due', 'review', 'held', 'excepted', 'withheld', 'erased']),
});
export type Explanation = z.infer<typeof Explanation>;

/** A batch of what is due, on its way to be destroyed. */
export const Disposition = z.object({
  id: z.uuid(),
  /** Rules it was listed by. */
  version: z.int(),
  /** `listing`: still being drawn up; `approved`: being destroyed. */
  state: z.enum(['listing', 'proposed', 'approved', 'done', 'withdrawn']),
  proposedAt: Instant,
  messages: z.int(),
  bytes: z.int(),
  /** Messages by what became of them. */
  counts: z.record(z.string(), z.int()),
  /** Why two people have to approve it, as it stands now; empty once it is approved or withdrawn. */
  twoBy: TwoBy,
  firstBy: UserId.nullable(),
  firstAt: Instant.nullable(),
  approvedBy: UserId.nullable(),
  approvedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
});
export type Disposition = z.infer<typeof Disposition>;

export const DispositionItem = z.object({
  ...place,
  said: Instant,
  bytes: z.int(),
  dueAt: Instant,
  /** `held` and `kept`: at the last look, when it was to be destroyed. */
  state: z.enum(['due', 'excluded', 'extended', 'held', 'kept', 'destroyed']),
  reason: z.string(),
  by: UserId.nullable(),
  until: Instant.nullable(),
});
export type DispositionItem = z.infer<typeof DispositionItem>;

/** What somebody asked to be erased. */
export const Erasure = z.object({
  id: z.uuid(),
  /** `parts`: of a message; `contact`: all that is known of one, and what it said. */
  kind: z.enum(['message', 'person', 'parts', 'contact']),
  conversation: ConversationId.nullable(),
  seq: Counter.nullable(),
  user: UserId.nullable(),
  /** Of a contact alone. */
  contact: ContactId.optional(),
  /** Names of the parts; null where all of it is meant. */
  parts: z.array(z.string()).nullable(),
  reason: z.string(),
  /** `waiting` for approval; `working`; `restricted`: shown to nobody, erased by itself when the last obstacle ends. */
  state: z.enum(['waiting', 'working', 'restricted', 'done', 'refused']),
  /** Why another person had to approve it, when it was asked for; empty: nobody had to. */
  twoBy: TwoBy,
  askedBy: UserId,
  askedAt: Instant,
  approvedBy: UserId.nullable(),
  erased: z.int(),
  restricted: z.int(),
  /** What stands in the way of the rest. */
  obstacles: z.array(z.enum(['hold', 'rule', 'ledger'])),
  endedAt: Instant.nullable(),
});
export type Erasure = z.infer<typeof Erasure>;

const certificate = z.object({
  /** Canonical JSON (RFC 8785): what the ledger's leaf commits to. */
  json: z.string(),
  /** The same for people to read, in their language. */
  text: z.string(),
  /** SHA-256 of `json`, hexadecimal digits. */
  digest: z.string(),
  /** Where the ledger holds it; null for about a second. */
  leaf: z.object({ epoch: z.int(), index: z.int() }).nullable(),
});

export const retentionMethods = {
  'retention.rules': query({
    summary: 'Versions of the rules, the newest first; version 0, in effect in a new organization, keeps everything',
    input: z.strictObject(pageInput),
    output: pageOf(RulesVersion),
  }),
  'retention.draftRules': command({
    summary: 'Draw up another version of the rules; nothing takes effect yet, and its dry run begins',
    input: z.strictObject({ rules: RetentionRules }),
    output: RulesVersion,
    errors: ['not-found', 'conflict'],
  }),
  'retention.dryRun': command({
    summary: 'Try a draft again, against the rules in effect now',
    input: z.strictObject({ version }),
    output: RulesVersion,
    errors: ['not-found', 'conflict'],
    rate: 'heavy',
  }),
  'retention.approveRules': command({
    summary: 'Put a draft into effect after its dry run',
    input: z.strictObject({ version }),
    output: RulesVersion,
    errors: ['not-found', 'conflict'],
  }),
  'retention.dropRules': command({
    summary: 'Drop a draft',
    input: z.strictObject({ version }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'retention.setStart': command({
    summary: 'The day from which rules of the kind `set` count for a conversation; null takes it away',
    input: z.strictObject({ conversation: ConversationId, at: Instant.nullable() }),
    output: done,
    errors: ['not-found'],
  }),
  'retention.explain': query({
    summary: 'Why a record is kept, or due, with every rule that applies',
    input: z.strictObject(place),
    output: Explanation,
    errors: ['not-found'],
  }),
  'retention.propose': command({
    summary: 'List what is due now, to be destroyed or reviewed; done daily by itself',
    input: z.strictObject({}),
    output: done,
    rate: 'heavy',
  }),
  'retention.dispositions': query({
    summary: 'Batches of what was or is due, the newest first',
    input: z.strictObject(pageInput),
    output: pageOf(Disposition),
  }),
  'retention.items': query({
    summary: 'What a batch consists of: places and days, nothing of what was said',
    input: z.strictObject({ ...pageInput, disposition: uuid() }),
    output: pageOf(DispositionItem),
    errors: ['not-found'],
  }),
  'retention.held': query({
    summary: 'How many messages of a batch lie under a hold now: they stay, whoever approves it',
    input: z.strictObject({ disposition: uuid() }),
    output: z.object({ messages: z.int() }),
    errors: ['not-found'],
    rate: 'heavy',
  }),
  'retention.review': command({
    summary: 'Take messages, or a whole conversation, out of a batch: for good until rules change, or until a day',
    input: z.strictObject({
      disposition: uuid(),
      conversation: ConversationId,
      seqs: z.array(Counter.min(1)).min(1).max(1000).optional(),
      /** Not listed again before then; without it, never. */
      until: Instant.optional(),
      reason,
    }),
    output: Disposition,
    errors: ['not-found', 'conflict'],
  }),
  'retention.approve': command({
    summary: 'Approve the destruction of a batch; two people where the rules want it',
    /** `due`: how many messages are to be destroyed, as the list was seen (`counts.due`). */
    input: z.strictObject({ disposition: uuid(), due: z.int().min(1).max(1_000_000_000) }),
    output: Disposition,
    errors: ['not-found', 'conflict'],
  }),
  'retention.withdraw': command({
    summary: 'Withdraw a batch that is not being destroyed yet',
    input: z.strictObject({ disposition: uuid(), reason }),
    output: Disposition,
    errors: ['not-found', 'conflict'],
  }),
  'retention.certificate': query({
    summary: 'The certificate of a destruction',
    input: z.strictObject({ disposition: uuid() }),
    output: certificate,
    errors: ['not-found'],
  }),
  'erasure.ask': command({
    summary: 'Have a message, everything that a person said, or a contact with all that is known of it, erased at their request',
    input: z.strictObject({
      message: z.strictObject(place).optional(),
      user: UserId.optional(),
      contact: ContactId.optional(),
      reason,
    }),
    output: Erasure,
    errors: ['not-found', 'conflict'],
  }),
  'erasure.parts': query({
    summary: 'What of a message can be taken out by itself: names of its parts, and which of them are gone',
    input: z.strictObject(place),
    output: z.object({
      parts: z.array(
        z.object({
          name: z.string(),
          /** In how many versions it stands. */
          versions: z.int(),
          redacted: z.boolean(),
        }),
      ),
      /** Why another person has to approve it; empty: nobody has to. */
      twoBy: TwoBy,
    }),
    errors: ['not-found'],
  }),
  'erasure.redact': command({
    summary: 'Take parts of a message out for good, in all its versions; the proof of the others stands',
    input: z.strictObject({ ...place, parts: z.array(z.string().min(1).max(100)).min(1).max(100), reason }),
    output: Erasure,
    errors: ['not-found', 'conflict', 'held', 'held-for', 'kept-by-rules'],
  }),
  'erasure.approve': command({
    summary: 'Approve an erasure that another person asked for, or refuse it',
    input: z.strictObject({ erasure: uuid(), refuse: z.boolean().default(false) }),
    output: Erasure,
    errors: ['not-found', 'conflict', 'held', 'held-for', 'kept-by-rules'],
  }),
  'erasure.list': query({
    summary: 'What was asked to be erased, the newest first; of one contact alone where that is named',
    input: z.strictObject({ ...pageInput, contact: ContactId.optional() }),
    output: pageOf(Erasure),
  }),
};
