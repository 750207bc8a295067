import { z } from 'zod';
import { HandleId } from './contact-shapes.ts';
import { Counter, FileId, Instant, line } from './ids.ts';
import { AccountId } from './policy-shapes.ts';

/** Somebody whom a message of a channel names, as the channel names them: an address, a number, an openid. */
export const Addressee = z.object({ address: z.string(), name: z.string().optional() });
export type Addressee = z.infer<typeof Addressee>;

/** What a message of a channel has around its words. */
const around = {
  account: AccountId,
  /** The kind of channel. */
  channel: z.string(),
  handle: HandleId,
  /** Messages of one matter, where the channel knows such (a mail and its replies); absent where it has none. */
  thread: z.string().optional(),
  subject: z.string().optional(),
  to: z.array(Addressee).optional(),
  cc: z.array(Addressee).optional(),
};

/** What a contact said, as it came. */
export const Inbound = z.object({
  ...around,
  /** How the channel knows them. */
  address: z.string(),
  /** Which addresses of ours it reached. */
  ours: z.array(z.string()).optional(),
  /** The channel vouches that whoever this names sent it: a signed mail, as our own mail server checked. */
  vouched: z.literal(true).optional(),
  /** No person wrote it: an answer by itself, a machine. */
  auto: z.literal(true).optional(),
  /** The text as the channel formatted it; shown by its own viewer only, never as it is. */
  html: FileId.optional(),
});
export type Inbound = z.infer<typeof Inbound>;

/** What is said to a contact; frozen when it was written. */
export const Outward = z.object({
  ...around,
  to: z.array(Addressee),
  purpose: z.string(),
  template: z.string().optional(),
  /** Not sent any more after this. */
  expiresAt: Instant.optional(),
  /** What of the contact's doing it answers, where the platform gave a code for it (a greeting). */
  occasion: z.string().optional(),
  /** A colleague, who goes by `senderName`, wrote it in the platform's own app; it was not sent by us. */
  elsewhere: z.boolean().optional(),
});
export type Outward = z.infer<typeof Outward>;

/** How far an outward message has come. Only advances; `failed`, `expired` and `suppressed` end it. */
export const DeliveryState = z.enum([
  'queued',
  'sending',
  'awaiting_member',
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'suppressed',
]);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** What is known of one of several recipients. `n`: its place among `to`, then `cc`. */
const RecipientDelivery = z.object({ n: z.int().nonnegative(), state: DeliveryState, at: Instant, code: z.string().optional() });

export const Delivery = z.object({
  /** Of the contact; others in copy may have fared differently. */
  state: DeliveryState,
  at: Instant,
  /** What the other side answered: an SMTP status, a vendor's error number. */
  code: z.string().optional(),
  /** Those of several recipients of whom something was told by itself. */
  recipients: z.array(RecipientDelivery).optional(),
});
export type Delivery = z.infer<typeof Delivery>;

const GivenAddressee = z.strictObject({ address: line(320), name: line(120).optional() });

/** What a sender says around an outward message; what is absent is as the conversation has it. */
export const Envelope = z.strictObject({
  to: z.array(GivenAddressee).min(1).max(20).optional(),
  cc: z.array(GivenAddressee).max(20).optional(),
  subject: line(300).optional(),
  thread: line(200).optional(),
  /** A template of messages that the platform, or the organization, has approved. */
  template: line(120).optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** Of a customer conversation: whose it is. */
export const CustomerPlace = z.object({
  account: AccountId,
  /** The kind of channel, and what we call the account. */
  channel: z.string(),
  accountName: z.string(),
  handle: HandleId,
  /** How the channel knows the contact. */
  address: z.string(),
  /** The contact it stands under now. */
  contact: z.string(),
  /** Groups whose members read and answer it. */
  groups: z.array(z.string()),
});
export type CustomerPlace = z.infer<typeof CustomerPlace>;

/** `message.delivery`: an outward message has come further. */
export const deliveryFrame = { seq: Counter, delivery: Delivery };
