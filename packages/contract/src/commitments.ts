import { z } from 'zod';
import { ConversationId, Counter, Instant, line, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, query } from './method.ts';
import { SearchPlace } from './search.ts';

const CommitmentId = uuid().brand<'CommitmentId'>();

/** Who promised, or who was promised: a person of the organization, or somebody else by name. */
const GivenParty = z
  .strictObject({ user: UserId.optional(), name: line(120).optional() })
  .refine(({ user, name }) => (user === undefined) !== (name === undefined), { message: 'a person, or a name' });

/** The name is that of the time when it was written down. */
const Party = z.object({ user: UserId.optional(), name: z.string() });

const CommitmentState = z.enum(['open', 'kept', 'dropped']);

/** Who promised whom what by when, as marked in a message. */
export const Commitment = z.object({
  id: CommitmentId,
  conversation: ConversationId,
  /** The message that it stands in. */
  seq: Counter,
  /** The event that says what it is now; a proof of it is had by that. */
  ev: Counter,
  what: z.string(),
  debtor: Party,
  creditor: Party,
  /** Date without a time. */
  due: z.iso.date().optional(),
  state: CommitmentState,
  madeBy: UserId,
  madeAt: Instant,
  settled: z.object({ by: UserId, at: Instant, note: z.string() }).optional(),
});
export type Commitment = z.infer<typeof Commitment>;

const what = prose(1000).min(1);
const due = z.iso.date();

export const commitmentMethods = {
  'commitments.create': command({
    summary: 'Mark what somebody promised in a message, for whoever may write there; it is a record of its own',
    secret: true,
    input: z.strictObject({
      conversation: ConversationId,
      seq: Counter.min(1),
      what,
      debtor: GivenParty,
      creditor: GivenParty,
      due: due.optional(),
    }),
    output: Commitment,
    errors: ['not-found', 'archived', 'quota-exceeded'],
  }),
  'commitments.change': command({
    summary: 'Say an open commitment otherwise; what it said before stays in the record',
    secret: true,
    input: z.strictObject({
      commitment: CommitmentId,
      what: what.optional(),
      debtor: GivenParty.optional(),
      creditor: GivenParty.optional(),
      /** Null takes it away. */
      due: due.nullable().optional(),
    }),
    output: Commitment,
    errors: ['not-found', 'archived', 'conflict'],
  }),
  'commitments.settle': command({
    summary: 'Say that a commitment was kept, or is dropped, or is open after all',
    secret: true,
    input: z.strictObject({ commitment: CommitmentId, state: CommitmentState, note: prose(500).default('') }),
    output: Commitment,
    errors: ['not-found', 'archived'],
  }),
  'commitments.list': query({
    summary: 'Commitments that I may see, those due first',
    secret: true,
    input: z.strictObject({
      /** What I promised, what was promised to me, or all. */
      whose: z.enum(['mine', 'owed', 'all']).default('mine'),
      state: z.enum(['open', 'settled', 'all']).default('open'),
      /** Up to this day, as those which call: overdue ones too. */
      dueBy: due.optional(),
      conversation: ConversationId.optional(),
      /** Of one message. */
      seq: Counter.min(1).optional(),
      ...pageInput,
    }),
    output: pageOf(Commitment.extend({ place: SearchPlace })),
    errors: ['not-found'],
  }),
};
