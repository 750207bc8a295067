import { z } from 'zod';
import { ContactId } from './contact-shapes.ts';
import { DeliveryState } from './customer-messages.ts';
import { Form, isLargeForm } from './forms.ts';
import { ClientId, ConversationId, Counter, Instant, line, pageInput, pageOf, uuid } from './ids.ts';
import { command, query } from './method.ts';
import { AccountId, Capabilities, ChannelKind } from './policy-shapes.ts';

/** Names of settings to their values; what each kind takes is answered by `channels.kinds`. */
const Settings = z.record(z.string().max(60), z.json());
const SecretName = z
  .string()
  .max(60)
  .regex(/^[a-z][A-Za-z0-9]*$/);

/** Days that the bytes of what came are kept after they were read: to read them again, and to prove what came. */
const RawDays = z.int().min(0).max(3_650);

/** A kind of channel that this house speaks. */
export const ChannelSort = z.object({
  kind: ChannelKind,
  /** JSON Schema (2020-12) of its settings. */
  settings: z.record(z.string(), z.unknown()),
  /** `made`: the house makes it where none is given. `sentTo`: settings (`comes/host`) with which it is given anew, since it goes where they say. */
  secrets: z.array(z.object({ name: z.string(), optional: z.boolean(), made: z.boolean(), sentTo: z.array(z.string()) })),
  /** People carry it themselves and write down what was said. */
  manual: z.boolean(),
  /** Its platform calls us, at the address of the account. */
  called: z.boolean(),
});
export type ChannelSort = z.infer<typeof ChannelSort>;

/** What is done for an account: its platform is asked for what is new, a connection or door is held open, its platform calls us. */
const Tending = z.object({
  what: z.enum(['pull', 'hold', 'call']),
  /** When it went well last, to the minute. */
  goodAt: Instant.optional(),
  /** While it fails: since when, when last, how often, and a short name of why (`network`, `tls`, `credentials`, `vendor-45009` …). */
  trouble: z.object({ since: Instant, at: Instant, times: Counter, code: z.string() }).optional(),
});

/** An account with how it is reached, and how it goes. Secrets are never answered. */
export const ChannelSetup = z.object({
  id: AccountId,
  kind: ChannelKind,
  name: z.string(),
  enabled: z.boolean(),
  capabilities: Capabilities,
  settings: Settings,
  /** Names of the secrets that are there. */
  secrets: z.array(z.string()),
  rawDays: RawDays,
  /** Where its platform calls us. */
  webhook: z.string().optional(),
  /** Where its chat stands by itself (kind `web`); the line for pages of sites is loaded from the same house. */
  chat: z.string().optional(),
  /** It rests because its platform refused us, until somebody has looked. */
  paused: z.object({ at: Instant, because: z.string() }).optional(),
  /** What came and is not read yet, what could not be read, what waits to go out, and what failed in the last day. */
  waiting: Counter,
  dead: Counter,
  sending: Counter,
  failed: Counter,
  /** Calls that were refused in the last day, of those that are kept. */
  refused: Counter,
  /** Since when the oldest of what waits does so. */
  waitingSince: Instant.optional(),
  sendingSince: Instant.optional(),
  /** When something came, and went, last. */
  lastIn: Instant.optional(),
  lastOut: Instant.optional(),
  tending: z.array(Tending),
  createdAt: Instant,
});
export type ChannelSetup = z.infer<typeof ChannelSetup>;

/** Something that came and could not be read. */
export const DeadLetter = z.object({
  id: uuid(),
  account: AccountId,
  receivedAt: Instant,
  /** Bytes. */
  size: Counter,
  attempts: Counter,
  reason: z.string(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** A call of whoever it was that was refused, as it is kept: a while, and few of them. */
export const RefusedCall = z.object({
  id: uuid(),
  account: AccountId,
  at: Instant,
  /** Who called: an IP address. */
  address: z.string(),
  /** Signed otherwise, too old, damaged, by a method that is not taken, larger than is taken. */
  reason: z.enum(['signature', 'expired', 'malformed', 'method', 'too-big']),
  /** Bytes, where they are known. */
  size: Counter.optional(),
  /** SHA-256 of the body, in hex; not of what was too large to be taken. */
  digest: z.string().optional(),
  /** Its first 64 bytes as a line of text. Anybody may have written them: show them as text alone. */
  head: z.string().optional(),
});
export type RefusedCall = z.infer<typeof RefusedCall>;

/** Something on its way to a contact, without its words. */
export const OutboxItem = z.object({
  id: uuid(),
  account: AccountId,
  conversation: ConversationId,
  seq: Counter,
  state: DeliveryState,
  attempts: Counter,
  /** When it is tried, or asked about, next. */
  dueAt: Instant.optional(),
  expiresAt: Instant.optional(),
  /** The platform's word for it, or ours. */
  code: z.string().optional(),
  queuedAt: Instant,
  changedAt: Instant,
});
export type OutboxItem = z.infer<typeof OutboxItem>;

const made = z.object({
  account: ChannelSetup,
  /** Secrets that the house made, shown this once. */
  made: z.record(z.string(), z.string()),
});
const one = { account: AccountId };
/** `code` is a short name of what is wrong, `step` where: at who gives tokens, or at which of two servers; `detail` says it in words. */
const checked = z.object({
  ok: z.boolean(),
  code: z.string().optional(),
  step: z.enum(['signIn', 'comes', 'goes']).optional(),
  detail: z.string().optional(),
});
/** A template of messages as its platform holds it. */
export const VendorTemplate = z.object({
  id: z.string(),
  title: z.string(),
  /** Its words, with `{{keyword.DATA}}` where something is filled in. */
  content: z.string(),
  /** What is filled in, in order; the label is what stands before it. */
  fields: z.array(z.object({ keyword: z.string(), label: z.string() })),
});
export type VendorTemplate = z.infer<typeof VendorTemplate>;

const letters = z.strictObject({ letters: z.array(uuid()).min(1).max(500) });
const count = z.object({ count: Counter });

export const channelMethods = {
  'channels.kinds': query({
    summary: 'The kinds of channels that this house speaks, and what each needs to be set up',
    input: z.strictObject({}),
    output: z.object({ kinds: z.array(ChannelSort) }),
  }),
  'channels.accounts': query({
    summary: 'Our accounts on channels: settings without secrets, and how each goes',
    input: z.strictObject({}),
    output: z.object({ accounts: z.array(ChannelSetup) }),
  }),
  'channels.createAccount': command({
    summary: 'Set up an account; secrets that the house makes are shown this once',
    input: z.strictObject({
      kind: ChannelKind,
      name: line(120),
      settings: Settings.default({}),
      secrets: z.record(SecretName, z.string().max(10_000)).default({}),
      rawDays: RawDays.default(30),
    }),
    output: made,
    errors: ['not-found', 'quota-exceeded'],
    secret: true,
  }),
  'channels.changeAccount': command({
    summary:
      'Change an account; what is left out stays. Secrets are replaced one by one, null takes one away; one that new settings send elsewhere is given anew. Lets a resting account work again',
    input: z.strictObject({
      ...one,
      name: line(120).optional(),
      settings: Settings.optional(),
      secrets: z.record(SecretName, z.string().max(10_000).nullable()).optional(),
      enabled: z.boolean().optional(),
      rawDays: RawDays.optional(),
    }),
    output: made,
    errors: ['not-found'],
    secret: true,
  }),
  'channels.checkAccount': command({
    summary: 'Ask the platform whether the account works; a resting one that does works again',
    input: z.strictObject(one),
    output: checked,
    errors: ['not-found'],
    rate: 'heavy',
  }),
  'channels.tryAccount': command({
    summary:
      'Whether an account would work as it is given here: nothing is kept. Of an account that is there, secrets that are left out are its own; one that would go elsewhere is given anew',
    input: z.strictObject({
      account: AccountId.optional(),
      kind: ChannelKind,
      settings: Settings.default({}),
      secrets: z.record(SecretName, z.string().max(10_000).nullable()).default({}),
    }),
    output: checked,
    errors: ['not-found'],
    rate: 'heavy',
    secret: true,
  }),
  'channels.vendorTemplates': command({
    summary: 'The templates of messages that its platform has approved for an account, asked of it now',
    input: z.strictObject(one),
    output: checked.extend({ templates: z.array(VendorTemplate) }),
    errors: ['not-found'],
    rate: 'heavy',
  }),
  'channels.deadLetters': query({
    summary: 'What came and could not be read, newest first',
    input: z.strictObject({ ...pageInput, account: AccountId.optional() }),
    output: pageOf(DeadLetter),
  }),
  'channels.readAgain': command({
    summary: 'Read dead letters again',
    input: letters,
    output: count,
  }),
  'channels.dropLetters': command({
    summary: 'Say that nobody needs these dead letters; their bytes go when those of their account do',
    input: letters,
    output: count,
  }),
  'channels.refused': query({
    summary: 'Calls to our accounts that were refused, newest first: at most 200 of an account, for 30 days',
    input: z.strictObject({ ...pageInput, account: AccountId.optional() }),
    output: pageOf(RefusedCall),
  }),
  'channels.outbox': query({
    summary: 'What is on its way to contacts and what failed, without its words; newest first',
    input: z.strictObject({
      ...pageInput,
      account: AccountId.optional(),
      states: z.array(DeliveryState).min(1).max(10).default(['queued', 'sending', 'awaiting_member', 'failed', 'expired']),
    }),
    output: pageOf(OutboxItem),
  }),
  'channels.noteContact': command({
    summary:
      'Write down a telephone call, a visit or a letter, as a form record in the conversation of the contact. `group` opens it to a group of mine, where nobody has it yet or I am of those who do',
    input: z.strictObject({
      ...one,
      contact: ContactId,
      clientId: ClientId,
      form: Form,
      /** Who sought it. What the contact began counts as a message of theirs; what we began counts against what they want of us. */
      began: z.enum(['contact', 'us']),
      group: ConversationId.optional(),
    }),
    output: z.object({ conversation: ConversationId, seq: Counter }),
    errors: ['not-found', 'client-id-reused', 'busy'],
    isHeavy: ({ form }) => isLargeForm(form),
  }),
};
