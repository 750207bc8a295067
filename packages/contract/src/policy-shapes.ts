import { z } from 'zod';
import { Instant, line, uuid } from './ids.ts';

/** An account of ours on a channel: the mail address, the official account, the widget of a site. */
export const AccountId = uuid().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** A medium that reaches contacts (`email`, `web`, `wechat`, `wecom`, `phone`, `visit`, `letter`, `api` …). Adapters bring their own. */
export const ChannelKind = z
  .string()
  .max(30)
  .regex(/^[a-z][a-z0-9-]*$/);
export type ChannelKind = z.infer<typeof ChannelKind>;

/** What a contact did that opens a window in which the platform lets us answer. */
export const WindowTrigger = z.enum(['inbound', 'menu', 'follow', 'scan', 'payment', 'enter']);
export type WindowTrigger = z.infer<typeof WindowTrigger>;

/** 10 years. */
const mostMs = 315_360_000_000;
const span = z.int().min(1).max(mostMs);
const many = z.int().nonnegative().max(1_000_000);

/** How long answers may be sent after a trigger, and how many (null: as many as one likes). */
export const ReplyWindow = z.object({ trigger: WindowTrigger, ms: span, quota: many.nullable() });
export type ReplyWindow = z.infer<typeof ReplyWindow>;

export const PartKind = z.enum([
  'text',
  'html',
  'image',
  'voice',
  'video',
  'file',
  'location',
  'link',
  'menu',
  'template',
  'call',
  'fax',
]);
export type PartKind = z.infer<typeof PartKind>;

const PartLimits = z.object({
  maxBytes: z.int().nonnegative().max(1_000_000_000_000).optional(),
  maxChars: many.optional(),
  mimes: z.array(z.string().max(120)).max(100).optional(),
  /** Longer text goes out in several. */
  split: z.boolean().optional(),
});

/** A template of messages as the platform names it (`Envelope.template`), and as people do. */
const ApprovedTemplate = z.object({ id: line(120), name: line(80) });

/** What an account of a channel can do and is allowed to, as data: composer, policy and transport read the same. */
export const Capabilities = z.object({
  inbound: z.enum(['webhook', 'poll', 'socket', 'manual']),
  parts: z.partialRecord(PartKind, PartLimits),
  /** None: the platform lets us write at any time, as `proactive` says. Which of several is open is told by what the contact did. */
  windows: z.array(ReplyWindow).max(12),
  /** Outside of windows: as one likes, by a template, by a member's hand, or never. */
  proactive: z.enum(['free', 'template', 'member_confirms', 'none']),
  /** The templates that the platform has approved for this account, to tell contacts about their own affairs. Absent: any is taken. */
  templates: z.array(ApprovedTemplate).max(25).optional(),
  /** What the platform allows in any stretch of time, within windows or not. */
  quotas: z.array(z.object({ per: z.enum(['contact', 'account']), most: many, ms: span })).max(12),
  receipts: z.array(z.enum(['accepted', 'sent', 'delivered', 'read', 'failed', 'recalled'])),
  edit: z.boolean(),
  recall: z.boolean(),
  typing: z.boolean(),
  threads: z.enum(['native', 'headers', 'none']),
  idempotentSend: z.enum(['client_id', 'none']),
  /** How fast the transport may go; the outbox waits for it, nothing is refused. */
  rates: z.array(z.object({ per: z.enum(['account', 'contact', 'group']), n: z.int().min(1).max(1_000_000), ms: span })).max(12),
  /** How far back the platform answers what it once delivered. */
  historyMs: span.optional(),
  /** Whether it makes a noise at night: a letter does not. */
  quietHoursApply: z.boolean(),
  /** From free of charge (0) to dear (3). */
  costClass: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
});
export type Capabilities = z.infer<typeof Capabilities>;

/** An account as everybody sees it who writes to contacts; settings and secrets of its transport lie elsewhere. */
export const ChannelAccount = z.object({
  id: AccountId,
  kind: ChannelKind,
  name: line(120),
  capabilities: Capabilities,
  enabled: z.boolean(),
  createdAt: Instant,
});
export type ChannelAccount = z.infer<typeof ChannelAccount>;
