import { z } from 'zod';
import { Conversation, Draft, Folder, Member, Message, MyState, Reaction, Saved } from './conversation-shapes.ts';
import { deliveryFrame } from './customer-messages.ts';
import { ConversationId, Counter, Instant, UserId } from './ids.ts';
import { SigningEvent } from './signing-shapes.ts';

/** What every live frame of a stream carries (SY5): `prev` is the `ev` before it, `ev` its own. */
const envelope = { stream: z.uuid(), prev: Counter, ev: Counter, actor: UserId.nullable(), at: Instant };

/** Lossless changes of a conversation's stream. Applied only when `prev` is the local `ev`. */
export const StreamFrame = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('message.sent'), message: Message }),
  z.object({ ...envelope, type: z.literal('message.edited'), message: Message }),
  z.object({
    ...envelope,
    type: z.literal('message.recalled'),
    message: Message,
    /** What the message had mentioned, and what is the newest message now: counts and previews are put right without a call. */
    mentioned: z.object({ users: z.array(UserId), departments: z.array(z.uuid()), all: z.boolean() }),
    last: Conversation.shape.last,
  }),
  z.object({
    ...envelope,
    type: z.literal('message.changed'),
    seq: Counter,
    reactions: z.array(Reaction).optional(),
    pinned: z.boolean().optional(),
    topic: Message.shape.topic,
    preview: Message.shape.preview,
    supplements: Counter.optional(),
  }),
  z.object({
    ...envelope,
    type: z.enum(['message.asked', 'message.signed', 'message.declined', 'message.withdrawn', 'message.revoked']),
    seq: Counter,
    /** What happened; what happened before is held already. */
    signing: SigningEvent,
  }),
  /** A commitment was marked in a message, or is otherwise now. */
  z.object({ ...envelope, type: z.literal('message.committed'), seq: Counter, commitments: Counter }),
  /** All labels that a message has from now on. */
  z.object({ ...envelope, type: z.literal('message.labelled'), seq: Counter, labels: z.array(z.string()) }),
  /** An outward message has come further on its way to the contact. */
  z.object({ ...envelope, type: z.literal('message.delivery'), ...deliveryFrame }),
  /** A customer conversation was opened to a group, or closed to it: who looks at it asks for it again. */
  z.object({ ...envelope, type: z.literal('conversation.audience') }),
  z.object({ ...envelope, type: z.literal('conversation.created') }),
  z.object({
    ...envelope,
    type: z.literal('conversation.changed'),
    change: Conversation.pick({
      name: true,
      purpose: true,
      visibility: true,
      posting: true,
      archived: true,
      noForward: true,
    }).partial(),
  }),
  z.object({ ...envelope, type: z.literal('member.joined'), member: Member }),
  z.object({ ...envelope, type: z.literal('member.changed'), member: Member }),
  z.object({ ...envelope, type: z.literal('member.left'), user: UserId, guest: z.boolean() }),
]);
export type StreamFrame = z.infer<typeof StreamFrame>;

/** A person, department or setting changed in the organization's stream; whoever holds it asks for it again. */
export const OrganizationFrame = z.object({
  ...envelope,
  type: z.enum(['user.changed', 'department.changed', 'organization.changed', 'role.changed']),
  subject: z.uuid().nullable(),
});
export type OrganizationFrame = z.infer<typeof OrganizationFrame>;

/** My own state, sent to all my devices; the newest `rev` wins (SY8). */
export const StateFrame = z.discriminatedUnion('type', [
  /** `ev` is the stream's when the counts were taken; with another `ev` locally, ask for the conversation again. */
  z.object({ type: z.literal('state.mine'), conversation: ConversationId, ev: Counter, me: MyState }),
  z.object({ type: z.literal('state.all-read'), changed: z.int() }),
  z.object({ type: z.literal('state.draft'), draft: Draft }),
  z.object({ type: z.literal('state.folder'), folder: Folder }),
  z.object({ type: z.literal('state.saved'), saved: Saved }),
  /** What I have scheduled is not as it was; whoever shows it asks again. */
  z.object({ type: z.literal('state.scheduled') }),
]);
export type StateFrame = z.infer<typeof StateFrame>;

/** The lossy lane (SY11): only to those who look, never repaired. */
export const LossyFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('typing'), conversation: ConversationId, user: UserId, outward: z.literal(true).optional() }),
  z.object({ type: z.literal('presence'), user: UserId, status: z.enum(['online', 'away', 'offline']) }),
  z.object({ type: z.literal('topic.activity'), parent: ConversationId, seq: Counter, topic: Message.shape.topic }),
  z.object({
    type: z.literal('notify'),
    conversation: ConversationId,
    seq: Counter,
    reason: z.enum(['mention', 'direct', 'keyword', 'urgent', 'message', 'reminder', 'case']),
    /** Of a customer's words: the case they belong to. */
    case: z.uuid().optional(),
  }),
  /** How far a stream has come: whoever begins to watch it, or was not sent its frames, pulls what is missing (SY5). */
  z.object({ type: z.literal('stream.moved'), stream: z.uuid(), ev: Counter }),
  /** A case is not as it was: whoever shows it, or a queue it lies in, asks again. */
  z.object({ type: z.literal('case.moved'), case: z.uuid(), inboxes: z.array(z.uuid()), ev: Counter }),
  /** A colleague of a team of mine came, went, takes work or does not: whoever shows the team asks again. */
  z.object({ type: z.literal('team.moved'), user: UserId }),
  /** A colleague looks at a case, writes in it, or does so no more. */
  z.object({ type: z.literal('case.looked'), case: z.uuid(), user: UserId, doing: z.enum(['looking', 'typing', 'gone']) }),
  /** Something may not have reached this device: it asks what changed (SY6). */
  z.object({ type: z.literal('look') }),
]);
export type LossyFrame = z.infer<typeof LossyFrame>;

/** The first frame on every socket. */
export const HelloFrame = z.object({
  type: z.literal('hello'),
  /** Changes when the database was restored: local `ev`s mean nothing then (SY6a). */
  epoch: z.string(),
  user: UserId,
  session: z.string(),
  node: z.string(),
  now: Instant,
  version: z.string(),
});
export type HelloFrame = z.infer<typeof HelloFrame>;

/**
 * A call over the socket: `{id, call, input}`; answered by `{id, result}` or `{id, error}`. `traceparent` as in HTTP (W3C Trace Context):
 * a sampled one has its way through the house kept.
 */
export const CallFrame = z.strictObject({
  id: z.int().nonnegative(),
  call: z.string().max(80),
  input: z.unknown(),
  traceparent: z.string().max(60).optional(),
});

export type ServerFrame = StreamFrame | OrganizationFrame | StateFrame | LossyFrame | HelloFrame;
