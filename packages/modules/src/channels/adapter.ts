import type { Addressee, Attachment, Capabilities, HandleKind, HandleStrength, Message, WindowTrigger } from '@rapport/contract';
import type { GuardedAnswer, GuardedFetchOptions } from '@rapport/platform';
import type { z } from 'zod';

/**
 * What a channel is to the house (decision 45). An adapter knows the wire of one kind of channel and nothing else: it holds no state, writes no
 * table, decides nothing about who may be written to. The house keeps what came before anything looks at it, does what follows from it exactly
 * once, and carries what goes out. All times are Unix milliseconds.
 *
 *     it comes:  webhook | pull | open  →  Arrival (raw bytes, kept)  →  acknowledged  →  read  →  Ingest[]  →  one transaction
 *     it goes:   committed outward message  →  Outbound  →  send  →  SendResult, later Receipts
 */
export interface ChannelAdapter<S = unknown> {
  /** Name of the kind of account: `email`, `wechat`, `phone` … */
  readonly kind: string;
  /** What an administrator sets, without secrets. Unknown fields are refused. */
  readonly settings: z.ZodType<S>;
  /** The secrets it needs; sealed by the house, never answered back. */
  readonly secrets: readonly SecretField[];
  /** What this account can do, as data: the composer, the policy and the planner of campaigns read the same flags. */
  capabilities(settings: S): Capabilities;

  /**
   * A call of the vendor. Pure and fast: verifies, takes apart what must be taken apart to name the arrivals (decrypts, splits a batch) and says
   * what is answered once they are kept. It asks no network: the deadline is the vendor's (WeChat: 5 s). A call that is not the vendor's is answered
   * with `refused`, and nothing of it is kept.
   */
  webhook?(request: WebhookRequest, at: At<S>): Promise<WebhookAnswer>;
  /**
   * Asks the vendor for what is new at `key` (a mailbox, an `open_kfid`). The house calls it regularly, when a webhook said so, and again at once
   * while `more`. What it answers and `next` are committed together; after a crash it is asked from the same `cursor` again.
   */
  pull?(from: { key: string; hint: string | undefined; cursor: string | undefined }, at: At<S>): Promise<Pulled>;
  /** What is pulled regularly, and how often (ms). */
  pulls?(settings: S): readonly { key: string; every: number }[];
  /**
   * Holds a connection or a door open (IMAP IDLE, a listening port) until the signal; on one node at a time. Resolves or rejects when the
   * connection ends; the house opens it again after a pause that grows.
   */
  open?(host: OpenHost, at: At<S>): Promise<void>;

  /**
   * What an arrival says. May ask the network (media are fetched here, at once). The same arrival may be read again after a crash: it must say the
   * same. An error is tried again later, `Unreadable` is not: it becomes a dead letter that a person sees.
   */
  read?(arrival: Arrival, at: At<S>): Promise<readonly Ingest[]>;

  /** Sends one message. Never throws for what a vendor says; whatever is thrown counts as `unknown`. */
  send?(message: Outbound, at: At<S>): Promise<SendResult>;
  /** What became of a message whose sending ended without an answer; undefined when that cannot be known (yet). */
  reconcile?(message: Outbound, at: At<S>): Promise<Receipt | undefined>;
  /** Whether there is anybody to ask (a folder of what was sent); absent: wherever there is `reconcile`. */
  reconciles?(settings: S): boolean;

  /** Whether the account works now: credentials, reachability. Shown to an administrator; says no secret. */
  health(at: At<S>): Promise<Health>;
  /** The templates that the vendor has approved for the account, asked of it. Fails as `health` finds what is wrong. */
  templates?(at: At<S>): Promise<{ health: Health; templates: readonly VendorTemplate[] }>;
}

/** A secret of an account. `made`: the house makes one when none is given, and shows it once. */
export interface SecretField {
  name: string;
  optional?: boolean;
  made?: () => string;
  /** Settings (`comes/host`) that say where it, or what it signs, is sent: whoever changes one of them gives the secret anew. */
  sentTo?: readonly string[];
  /** Why a given value cannot be one; undefined when it may. */
  problem?(value: string): string | undefined;
}

/** A template of messages as the vendor holds it. */
export interface VendorTemplate {
  id: string;
  title: string;
  /** Its words, with `{{keyword.DATA}}` where something is filled in. */
  content: string;
  /** What is filled in, in order; the label is what stands before it. */
  fields: readonly { keyword: string; label: string }[];
}

export interface Health {
  ok: boolean;
  /** A short name of what is wrong (`credentials`, `network`, `vendor-40164`), by which a page names the cure. */
  code?: string;
  /** Of an account that is reached at several places the one that is wrong: where it signs in, where it comes from, where it goes. */
  step?: 'signIn' | 'comes' | 'goes';
  /** For whom it may concern, in both languages. */
  detail?: { en: string; zh: string };
}

/** An account, and what the house does for its adapter. */
export interface At<S> {
  account: { id: string; kind: string; name: string };
  settings: S;
  now(): number;
  /** A secret in clear; throws `MissingSecret` when none was given. */
  secret(name: string): string;
  /** The guarded fetch of the house: public addresses, 80 and 443, bounded bytes and time. @throws GuardedFetchError */
  fetch(url: string, options?: Partial<GuardedFetchOptions>): Promise<GuardedAnswer>;
  /**
   * One value for all nodes, made by one of them at a time and kept sealed (an access token that may have one holder only). `not`: one that turned
   * out to be void, so that whoever comes second does not make a third.
   */
  lease(name: string, make: () => Promise<{ value: string; ttl: number }>, not?: string): Promise<string>;
  /** Where among what was said the wire's own ids lie (Message-IDs, vendor's ids), inbound and outbound; the first of them that is known. */
  said(nativeIds: readonly string[]): Promise<Said | undefined>;
  /** Whether this handle is known to the house already: a nickname, a unionid need not be asked for again. */
  knows(handle: Pick<ChannelHandle, 'kind' | 'value' | 'scope'>): Promise<boolean>;
  /** Keeps bytes that came as a file of the house: looked at, cleaned, sealed. */
  keepFile(name: string, bytes: Uint8Array): Promise<Attachment>;
  /** The bytes of a file that goes out. */
  bytesOf(file: Attachment): Promise<Buffer>;
  /** Name and address that what goes out may tell (no message content, no handle). */
  note(level: 'info' | 'warn', what: string, facts?: Record<string, string | number | boolean>): void;
}

/** Something that was said, found by an id of the wire. */
export interface Said {
  conversation: string;
  thread: string;
  /** The handle at the other end, by its value. */
  handle: string;
}

// What comes

/** What came, as it came. Kept sealed before it is acknowledged; `key` tells it from all others of the account, for ever. */
export interface Arrival {
  /** MsgId, FromUserName+CreateTime, Message-ID with UIDVALIDITY, webhook-id … At most 400 characters. */
  key: string;
  raw: Uint8Array;
  /** What is needed to read it beside the bytes (envelope recipients, content type); small, kept sealed with them. */
  beside?: Record<string, unknown>;
  /** When it came to the house; set by it. */
  receivedAt?: number;
}

export interface WebhookRequest {
  method: string;
  /** As the vendor sees it: public address of the house, path and query (some sign it). */
  url: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface WebhookReply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export type WebhookAnswer =
  | { reply: WebhookReply; arrivals?: readonly Arrival[]; pull?: { key: string; hint?: string } }
  /** Not the vendor's (signature, replayed, malformed). Counted by `because`, answered with `status`. */
  | { refused: 'signature' | 'expired' | 'malformed' | 'method'; status?: number };

export interface Pulled {
  arrivals: readonly Arrival[];
  /** The cursor from now on; as it was when absent. */
  next?: string;
  more: boolean;
}

export interface OpenHost {
  signal: AbortSignal;
  /** Keeps arrivals; once it resolves they are durable and may be acknowledged. Repeats are no error. */
  keep(arrivals: readonly Arrival[]): Promise<void>;
  /** Something is to be pulled. */
  pull(key: string, hint?: string): void;
  /** Tells that the connection stands: the pause before the next attempt begins anew. */
  ready(): void;
}

/** An arrival that will never be readable: a dead letter at once. Says nothing of the content. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** The platform does not accept our credentials (thrown while pulling or holding open): the account rests until an administrator has looked. The message is the platform's code. */
export class CredentialsRefused extends Error {
  override name = 'CredentialsRefused';
}

/** A secret that an administrator has not given yet: the account rests until it is there. */
export class MissingSecret extends Error {
  override name = 'MissingSecret';
}

/** Who, as the channel knows them. */
export interface ChannelHandle {
  kind: HandleKind;
  value: string;
  /** The account (appid, corpid) in which the value means something; '' where it means the same everywhere. */
  scope: string;
  /** `verified`: the channel vouches that the sender holds it; `claimed`: anybody may have written it. */
  strength: HandleStrength;
  /** A name that came with it: shown, believed of nobody. */
  display?: string;
}

/** A message from outside. */
export interface Inbound {
  /** Tells it from all others of the account; where an arrival holds one message, the arrival's key. */
  key: string;
  /** The wire's own id, by which receipts and replies name it. */
  nativeId?: string;
  /** When its sender sent it, as the wire says; the house keeps its own time beside it. */
  occurredAt: number;
  from: ChannelHandle;
  /** Other handles of the same sender (a unionid beside an openid): linked where both are verified. What is claimed is noted with a new contact. */
  alias?: readonly ChannelHandle[];
  /** Which addresses of ours it reached (To, Cc, Delivered-To, envelope; an `open_kfid`): by these it finds its inboxes. */
  ours: readonly string[];
  /** Whom it names as its recipients, ours and others. */
  to?: readonly Addressee[];
  cc?: readonly Addressee[];
  /** Not `from`, but a colleague of this name wrote it to them in the platform's own app: kept as what we said, and answered by nothing. */
  byColleague?: string;
  /** Native ids that it answers, the nearest first. */
  answers?: readonly string[];
  /** Key of the thread within the conversation; '' where the channel has none. */
  thread: string;
  subject?: string;
  /** What people read; never empty for a message (a kind that cannot be shown says so). */
  text: string;
  /** What was quoted below, folded away. */
  quoted?: string;
  /** The same as mail has it: kept, shown only sanitized. Inline pictures are named `file:<id>` of one of the files. */
  html?: string;
  files?: readonly Attachment[];
  /** What the reply window opens by; 'inbound' by itself. */
  trigger?: WindowTrigger;
  /** `auto`: no person wrote it: it is kept, and nothing answers by itself. */
  flags?: { auto?: boolean; bulk?: boolean; bounce?: boolean; optOut?: boolean; spamScore?: number };
}

/** What became of something that was sent. Late and repeated ones are kept; states only advance. */
export interface Receipt {
  key: string;
  /** Which message: by our own id where the wire carries it, else by the wire's. */
  outbound?: string;
  nativeId?: string;
  /** Of several recipients the one it is about. */
  recipient?: string;
  state: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed' | 'awaiting_member';
  at: number;
  /** The vendor's word for it (`5.1.1`, `131047`). */
  code?: string;
  /** A failure that will be the same the next time: the handle is not written to again by itself. */
  permanent?: boolean;
}

/** Something that happened at the channel and is no message. */
export interface ChannelEvent {
  key: string;
  type: 'followed' | 'left' | 'menu' | 'scanned' | 'entered' | 'paid' | 'opted-out' | 'opted-in' | 'session-ended';
  who: ChannelHandle;
  alias?: readonly ChannelHandle[];
  at: number;
  /** The reply window that it opens. */
  trigger?: WindowTrigger;
  /** Plain facts for the log of the account; no content. */
  facts?: Record<string, string>;
  /** What the account says by itself to whoever does this, while the platform lets it. */
  greeting?: Greeting;
}

export interface Greeting {
  text: string;
  thread: string;
  /** The platform's word for what is answered; goes back with it. */
  occasion?: string;
}

/** Somebody took back what they had said. */
export interface Recall {
  key: string;
  /** The wire's id of what was taken back. */
  nativeId: string;
}

export type Ingest = { message: Inbound } | { receipt: Receipt } | { event: ChannelEvent } | { recall: Recall };

// What goes

/** A message to a contact, frozen when it was written: recipients, words and what policy decided do not change on the way. */
export interface Outbound {
  /** The same at every attempt: what an idempotent vendor is told. */
  id: string;
  /** 1 for the first. */
  attempt: number;
  conversation: string;
  thread: string;
  /** The contact's handle, by its value (an openid, an address). */
  handle: string;
  /** Where the channel names several: whom it goes to, the contact first. */
  to: readonly Addressee[];
  cc: readonly Addressee[];
  subject?: string;
  text: string;
  files: readonly Attachment[];
  location?: Message['location'];
  purpose: string;
  /** Written by no person. */
  automatic: boolean;
  /** Native ids of what was said in the thread, oldest first; the last is what it answers. */
  references: readonly string[];
  /** Of a greeting: what the platform calls what it answers. */
  occasion?: string;
  /** It goes as this template of the account's (`Capabilities.templates`), by its id. */
  template?: string;
  /** Headers the policy asks for (List-Unsubscribe …). */
  unsubscribe?: { url: string; mail?: string };
  at: number;
  expiresAt?: number;
}

/** Of several recipients one whom the other side did not take the message for. */
export interface RefusedRecipient {
  address: string;
  code: string;
}

/**
 * How a sending ended. `retry`: not taken, later perhaps. `unknown`: bytes left and no answer came: reconciled, and not sent again unless the
 * channel is idempotent. `auth`: the account's own fault: it rests until an administrator has looked. The others are final for this message.
 */
export type SendResult =
  | {
      ok: true;
      state: 'accepted' | 'sent' | 'delivered' | 'awaiting_member';
      nativeId?: string;
      refused?: readonly RefusedRecipient[];
    }
  | { ok: false; class: 'retry'; code: string; after?: number }
  | { ok: false; class: 'unknown'; code: string }
  | { ok: false; class: 'auth'; code: string }
  | {
      ok: false;
      class: 'window' | 'quota' | 'consent' | 'blocked' | 'invalid' | 'permanent';
      code: string;
      refused?: readonly RefusedRecipient[];
    };
