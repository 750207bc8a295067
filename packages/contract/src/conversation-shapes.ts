import { z } from 'zod';
import { CustomerPlace, Delivery, Envelope, Inbound, Outward } from './customer-messages.ts';
import { Form, RecordedForm } from './forms.ts';
import { ClientId, ConversationId, Counter, FileId, FolderId, Instant, line, prose, UserId } from './ids.ts';
import { messageLimits } from './message-limits.ts';
import { SigningEvent } from './signing-shapes.ts';
import { Supplement } from './supplements.ts';

export const ConversationKind = z.enum(['direct', 'group', 'topic', 'note', 'customer']);
export const MemberRole = z.enum(['owner', 'admin', 'member', 'follower']);
/** What reaches one's attention from a conversation: everything, mentions only, or nothing. */
export const NotifyLevel = z.enum(['all', 'mentions', 'none']);

export const Attachment = z.object({
  file: FileId,
  name: z.string(),
  type: z.string(),
  size: z.int().nonnegative(),
  kind: z.enum(['image', 'video', 'audio', 'voice', 'file']),
  width: z.int().optional(),
  height: z.int().optional(),
  /** Seconds, for sound and film. */
  duration: z.number().optional(),
  /** A tiny preview as a data URL (≤ 1 KB), drawn before the picture has come. */
  blur: z.string().optional(),
});
export type Attachment = z.infer<typeof Attachment>;

export const Quote = z.object({ seq: Counter, sender: UserId.nullable(), excerpt: z.string() });
export const Forward = z.object({
  conversation: ConversationId,
  seq: Counter,
  sender: UserId.nullable(),
  senderName: z.string(),
  at: Instant,
});
export const Location = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  label: line(200).optional(),
});
export const Reaction = z.object({ emoji: z.string(), users: z.array(UserId) });
export const LinkPreview = z.object({
  url: z.string(),
  title: z.string(),
  description: z.string().optional(),
  site: z.string().optional(),
});

/** Parts of a message that were taken out: by the event `ev`. */
export const Redaction = z.object({ ev: Counter, at: Instant, parts: z.array(z.string()), reason: z.string() });
export type Redaction = z.infer<typeof Redaction>;

/** A countable utterance in its present state. `ev` is its last change; a recalled one has no content. */
export const Message = z.object({
  conversation: ConversationId,
  seq: Counter,
  ev: Counter,
  clientId: z.string(),
  sender: UserId.nullable(),
  /** The name an imported or automatic message was signed with, when its author has no account. */
  senderName: z.string().optional(),
  at: Instant,
  /** When it was said, if that differs from when it was recorded (imports, late entries). */
  occurredAt: Instant.optional(),
  late: z.boolean().optional(),
  text: z.string(),
  attachments: z.array(Attachment).optional(),
  quote: Quote.optional(),
  forward: Forward.optional(),
  location: Location.optional(),
  /** A contact card: a person of the organization. */
  card: UserId.optional(),
  /** A form record: what it says beside `text`, which is its title. */
  form: RecordedForm.optional(),
  /** What it adds to another message, which `quote` shows; that one stays as it is. */
  supplement: Supplement.optional(),
  /** How many supplements it has, those recalled too. */
  supplements: Counter.optional(),
  /** How many commitments are marked in it. */
  commitments: Counter.optional(),
  /** In the order of their letters; absent where it has none. */
  labels: z.array(z.string()).optional(),
  noForward: z.boolean().optional(),
  urgent: z.string().optional(),
  edited: z.object({ at: Instant, count: z.int() }).optional(),
  /** The `ev` of the version shown; absent where it was never edited. */
  version: Counter.optional(),
  /** Who was asked to sign, signed, declined. */
  signing: z.array(SigningEvent).optional(),
  recalled: z.object({ at: Instant, by: UserId.nullable() }).optional(),
  /** Erased for good, or shown to nobody until it may be; `recalled` is set, too. */
  withheld: z.object({ at: Instant, erased: z.boolean() }).optional(),
  /** Parts that were taken out of it for good, by the names they have in the ledger (docs/records.md): `body`, `file:1`, `field:phone`. */
  redacted: z.array(Redaction).optional(),
  reactions: z.array(Reaction).optional(),
  topic: z.object({ conversation: ConversationId, count: Counter, lastAt: Instant.nullable() }).optional(),
  pinned: z.boolean().optional(),
  preview: LinkPreview.optional(),
  /** In a customer conversation: among colleagues, and never sent. */
  private: z.literal(true).optional(),
  /** What a contact said: `sender` is null, `senderName` what they were called then. */
  inbound: Inbound.optional(),
  /** What is said to a contact. */
  outward: Outward.optional(),
  /** How far it has come on its way to the contact. */
  delivery: Delivery.optional(),
});
export type Message = z.infer<typeof Message>;

/** My own place in a conversation. `rev` grows with every change, so that devices keep the newest. */
export const MyState = z.object({
  rev: Counter,
  role: MemberRole,
  /** First `seq` one may see. */
  fromSeq: Counter,
  readSeq: Counter,
  /** Messages of others above the pointer, or from `unreadFrom` on; 1001 means "more than 1000". */
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
  /** "Mark unread": counted as unread from this `seq`, without moving the pointer back. */
  unreadFrom: Counter.nullable(),
  notify: NotifyLevel,
  mutedUntil: Instant.nullable(),
  folder: FolderId.nullable(),
  favourite: z.boolean(),
  /** Not in my list until there is a message above this `seq`. */
  hiddenSeq: Counter.nullable(),
  /** My own order among favourites, ascending; without one, below them by activity. */
  position: z.int().nullable(),
  left: z.boolean(),
});
export type MyState = z.infer<typeof MyState>;

export const Conversation = z.object({
  id: ConversationId,
  kind: ConversationKind,
  name: z.string(),
  purpose: z.string(),
  visibility: z.enum(['private', 'open']),
  posting: z.enum(['all', 'admins']),
  archived: z.boolean(),
  noForward: z.boolean(),
  /** For topics: where it hangs. */
  parent: z.object({ conversation: ConversationId, seq: Counter }).optional(),
  /** For customer conversations: whose it is, on which channel. */
  customer: CustomerPlace.optional(),
  /** For direct conversations: the other people. */
  peers: z.array(UserId).optional(),
  memberCount: z.int(),
  guestCount: z.int(),
  createdAt: Instant,
  ev: Counter,
  seq: Counter,
  /** The newest message that has not been recalled, shortened to 200 characters. */
  last: z
    .object({
      seq: Counter,
      sender: UserId.nullable(),
      senderName: z.string().optional(),
      at: Instant,
      text: z.string(),
      attachments: z.int(),
      /** What the first attachment is. */
      attachmentKind: Attachment.shape.kind.optional(),
    })
    .nullable(),
  me: MyState.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;

/** A group or note as administrators of the organization see it (CV19): nothing of what is said in it. */
export const ConversationOutline = Conversation.pick({
  id: true,
  kind: true,
  name: true,
  visibility: true,
  archived: true,
  memberCount: true,
  guestCount: true,
  createdAt: true,
}).extend({
  owners: z.array(UserId),
  /** When something was last said; its making when nothing was. */
  lastAt: Instant,
  /** Numbers given to messages so far. */
  messages: Counter,
});
export type ConversationOutline = z.infer<typeof ConversationOutline>;

export const Member = z.object({ user: UserId, role: MemberRole, joinedAt: Instant, fromSeq: Counter, guest: z.boolean() });
export type Member = z.infer<typeof Member>;

export const Draft = z.object({ conversation: ConversationId, text: z.string(), rev: Counter, at: Instant });
export type Draft = z.infer<typeof Draft>;
export const Folder = z.object({ id: FolderId, name: z.string(), position: z.int(), rev: Counter, deleted: z.boolean() });
export type Folder = z.infer<typeof Folder>;
export const Saved = z.object({
  conversation: ConversationId,
  seq: Counter,
  remindAt: Instant.nullable(),
  note: z.string(),
  at: Instant,
  rev: Counter,
  removed: z.boolean(),
});
export type Saved = z.infer<typeof Saved>;

/** What a sender writes. `clientId` is made once per draft and kept through every retry (SY4). */
export const MessageDraft = z.strictObject({
  clientId: ClientId,
  text: prose(messageLimits.text).default(''),
  attachments: z.array(FileId).max(messageLimits.attachments).optional(),
  quote: Counter.optional(),
  location: Location.optional(),
  card: UserId.optional(),
  /** Makes it a form record; `text` stays empty, as the form's title is it. */
  form: Form.optional(),
  /** Makes it a supplement of another message; it must have words, and quotes that message. */
  supplement: Supplement.optional(),
  noForward: z.boolean().optional(),
  /** In a topic: it is said in the conversation above, too, forwarded from here under this client id; both are sent, or neither. */
  alsoAbove: ClientId.optional(),
  /** The reason for disturbing people outside their working hours; counts against a quota. */
  urgent: line(200).optional(),
  /** In a customer conversation one of these two must be said: to the contact, or among colleagues. */
  outward: z.literal(true).optional(),
  private: z.literal(true).optional(),
  envelope: Envelope.optional(),
});
export type MessageDraft = z.infer<typeof MessageDraft>;
