import { z } from 'zod';
import { ConversationId, Counter, Instant } from './ids.ts';
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

const proved = {
  epoch: z.int(),
  /** Place in the tree. */
  index: z.int(),
  /** The leaf's bytes, as text; its hash is SHA-256(0x00 ‖ bytes). */
  leaf: z.string(),
  /** Manifest of the parts as they are now. */
  manifest: z.string(),
  /** What opens the commitments: content (of files their bytes are), and salt in hexadecimal digits. */
  parts: z.array(z.object({ name: z.string(), salt: z.string(), content: z.string().optional() })),
  /** Hashes from the leaf to the root (RFC 6962), base64. */
  proof: z.array(z.string()),
  checkpoint: note,
  key,
};

/** Whether what a message shows is what the ledger holds. Formats: docs/records.md. */
export const RecordProof = z.discriminatedUnion('state', [
  /** Not in a signed checkpoint yet: that takes about a second. */
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('recorded'), ...proved }),
  /** What stands in the database now is not what was recorded. */
  z.object({ state: z.literal('differs'), ...proved }),
]);
export type RecordProof = z.infer<typeof RecordProof>;

export const recordMethods = {
  'records.checkpoint': query({
    summary: 'The newest signed checkpoint of the ledger, with the key it is signed by',
    input: z.strictObject({}),
    output: LedgerState,
  }),
  'records.proof': query({
    summary: 'Proof that what a message shows now stands in the ledger, for whoever may see it',
    rate: 'search',
    secret: true,
    input: z.strictObject({ conversation: ConversationId, seq: Counter.min(1) }),
    output: RecordProof,
    errors: ['not-found'],
  }),
};
