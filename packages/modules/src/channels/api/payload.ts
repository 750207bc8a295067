import { HandleKind, Instant } from '@rapport/contract';
import { z } from 'zod';

/**
 * What is told to us, and what we tell: `{type, timestamp, data}`, as Standard Webhooks has it. Times are RFC 3339. Unknown fields are let be,
 * so that a sender may be newer than we are.
 */
const mostFiles = 20;
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const line = (max: number) => z.string().trim().min(1).max(max);
const key = line(200);
const thread = z.string().max(200);

const Who = z.object({
  /** What tells them from all others of this account. */
  id: line(320),
  name: z.string().max(300).optional(),
  /** An address or a number rather than an id of the sender's own. */
  kind: HandleKind.extract(['api', 'email', 'phone']).default('api'),
  /** The sender vouches that they hold it. */
  verified: z.boolean().default(false),
});

const GivenFile = z.object({
  name: z.string().min(1).max(300),
  /** Base64. */
  content: z.base64().max(8_000_000),
});

const Message = z.object({
  type: z.literal('message'),
  data: z.object({
    id: key,
    from: Who,
    at: time.optional(),
    thread: thread.default(''),
    subject: z.string().max(300).optional(),
    text: z.string().max(40_000),
    /** Addresses or queues of the receiver's. */
    to: z.array(line(320)).max(20).default([]),
    answers: z.array(key).max(20).default([]),
    files: z.array(GivenFile).max(mostFiles).default([]),
    automatic: z.boolean().default(false),
  }),
});

const Receipt = z.object({
  type: z.literal('receipt'),
  data: z
    .object({
      /** The id we sent, or the one that was answered to it. */
      message: key.optional(),
      nativeId: key.optional(),
      state: z.enum(['accepted', 'sent', 'delivered', 'read', 'failed']),
      at: time.optional(),
      code: z.string().max(100).optional(),
      permanent: z.boolean().optional(),
    })
    .refine(({ message, nativeId }) => message !== undefined || nativeId !== undefined, { message: 'names no message' }),
});

const Event = z.object({
  type: z.literal('event'),
  data: z.object({
    what: z.enum(['followed', 'left', 'menu', 'scanned', 'entered', 'paid', 'opted-out', 'opted-in']),
    who: Who,
    at: time.optional(),
  }),
});

/** A call to us. */
export const ApiCall = z.discriminatedUnion('type', [Message, Receipt, Event]);
export type ApiCall = z.infer<typeof ApiCall>;

/** What may be answered to a message of ours. */
export const ApiAnswer = z.object({
  id: key.optional(),
  state: z.enum(['accepted', 'sent', 'delivered']).default('accepted'),
});

export const instantOf = (at: number | undefined, otherwise: number): number => Instant.catch(otherwise).parse(at ?? otherwise);
