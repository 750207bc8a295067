import { z } from 'zod';
import { RecordedForm } from './forms.ts';
import { ConversationId, Counter, Instant, line, pageInput, pageOf, prose, UserId, uuid } from './ids.ts';
import { command, query } from './method.ts';

/** What a hold covers: everything, a conversation with its topics, or what a person said and what was said where they take or took part. */
export const HoldScope = z.strictObject({
  kind: z.enum(['organization', 'conversation', 'user']),
  /** Absent for the organization. */
  id: uuid().optional(),
});
export type HoldScope = z.infer<typeof HoldScope>;

/** What must not be erased, in place. */
export const Hold = z.object({
  id: z.uuid(),
  matter: z.uuid().nullable(),
  scope: HoldScope,
  reason: z.string(),
  /** Of when it was said; without `until` what is still to come is held, too. */
  from: Instant.nullable(),
  until: Instant.nullable(),
  placedBy: UserId.nullable(),
  placedAt: Instant,
  /** Somebody wishes it lifted; a second person has to agree. */
  liftAskedBy: UserId.nullable(),
  /** Why it is to be lifted, or was. */
  liftReason: z.string().nullable(),
  liftedBy: UserId.nullable(),
  liftedAt: Instant.nullable(),
  /** What was lifted goes on protecting until then. */
  protectsUntil: Instant.nullable(),
});
export type Hold = z.infer<typeof Hold>;

/** What holds are placed for: a lawsuit, an inquiry. */
export const Matter = z.object({
  id: z.uuid(),
  name: z.string(),
  reason: z.string(),
  /** Lifting one of its holds takes two people. */
  twoPeople: z.boolean(),
  openedBy: UserId.nullable(),
  openedAt: Instant,
  /** Days after which somebody is asked whether it is still needed, and when that comes next. */
  reviewDays: z.int(),
  reviewAt: Instant,
  holds: z.array(Hold),
});
export type Matter = z.infer<typeof Matter>;

export const holdMethods = {
  'holds.matters': query({
    summary: 'Matters with their holds, the newest first',
    input: z.strictObject(pageInput),
    output: pageOf(Matter),
  }),
  'holds.openMatter': command({
    summary: 'Open a matter that holds are placed for',
    input: z.strictObject({
      name: line(120),
      reason: prose(2000).min(1),
      twoPeople: z.boolean().default(false),
      reviewDays: z.int().min(1).max(3650).default(180),
    }),
    output: Matter,
    errors: ['quota-exceeded'],
  }),
  'holds.place': command({
    summary: 'Place a hold: from now on nothing it covers is destroyed',
    input: z.strictObject({
      matter: uuid(),
      scope: HoldScope,
      reason: prose(2000).default(''),
      from: Instant.optional(),
      until: Instant.optional(),
    }),
    output: Hold,
    errors: ['not-found', 'quota-exceeded'],
  }),
  'holds.read': command({
    summary: 'Read a message that is withheld from everybody, for a matter whose hold keeps it; written down with its purpose',
    secret: true,
    input: z.strictObject({
      matter: uuid(),
      conversation: ConversationId,
      seq: Counter.min(1),
      purpose: prose(2000).min(1),
    }),
    output: z.object({
      versions: z.array(
        z.object({ ev: Counter, at: Instant, author: UserId.nullable(), text: z.string(), form: RecordedForm.optional() }),
      ),
    }),
    errors: ['not-found'],
  }),
  'holds.lift': command({
    summary: 'Lift a hold, or wish it lifted where that takes two people; it protects for some days more',
    input: z.strictObject({ hold: uuid(), reason: prose(2000).min(1) }),
    output: Hold,
    errors: ['not-found', 'conflict'],
  }),
};
