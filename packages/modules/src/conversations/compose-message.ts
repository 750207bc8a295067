import { type Attachment, excerptOf, Fault, type Message, type MessageDraft, mentionsOf } from '@rapport/contract';
import { macOf, newId, type Platform, type Queryable, sameBytes, type Trace } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { messageBySeq } from './message-reader.ts';
import type { Content, Place } from './rows.ts';
import type { Outgoing, SendRow } from './send-writer.ts';

export interface Sent {
  seq: number;
  ev: number;
  at: number;
  /** True when this client id had been sent before: the first answer again (SY4). */
  repeated: boolean;
}

/** What the draft says, in a fixed order: its MAC tells a repeat from another message under the same client id. */
const canonical = (draft: MessageDraft, forward: Message['forward'] | undefined): string =>
  JSON.stringify([
    draft.text,
    draft.attachments ?? [],
    draft.quote ?? 0,
    draft.location ?? null,
    draft.card ?? null,
    draft.noForward ?? false,
    draft.urgent ?? null,
    forward ?? null,
    ...(draft.form ? [draft.form] : []),
    ...(draft.supplement ? ['supplement', draft.supplement] : []),
    ...(draft.outward ? ['outward', draft.envelope ?? {}] : []),
    ...(draft.private ? ['private'] : []),
    ...(draft.alsoAbove ? ['above', draft.alsoAbove] : []),
  ]);

export function contentFrom(
  draft: MessageDraft,
  attachments: Attachment[] | undefined,
  carried?: Partial<Carried>,
): Content | null {
  const { forward, form, supplement = draft.supplement } = carried ?? {};
  const content: Content = {};
  if (attachments?.length) content.attachments = attachments;
  const quote = draft.supplement?.of ?? draft.quote;
  if (quote) content.quote = quote;
  if (forward) content.forward = forward;
  if (draft.location) content.location = draft.location;
  if (draft.card) content.card = draft.card;
  if (form) content.form = form;
  if (supplement) content.supplement = supplement;
  if (draft.noForward) content.noForward = true;
  if (draft.urgent) content.urgent = draft.urgent;
  return Object.keys(content).length > 0 ? content : null;
}

export function outgoingOf(
  platform: Platform,
  actor: Actor,
  conversation: string,
  draft: MessageDraft,
  content: Content | null,
  trace?: Trace,
): Outgoing {
  const { key, wrapped } = platform.vault.newKey();
  return {
    conversation,
    sender: actor.user,
    clientId: draft.clientId,
    wrapped,
    mac: macOf(key, canonical(draft, content?.forward)),
    recordId: newId(),
    text: content?.form?.title ?? draft.text,
    content,
    mentions: mentionsOf(draft.text),
    trace,
  };
}

/** Turns what the database said into an answer or an error. */
export function settle(platform: Platform, draft: MessageDraft, forward: Message['forward'] | undefined, row: SendRow): Sent {
  if (row.status === 0) return { seq: row.seq, ev: row.ev, at: row.at, repeated: false };
  if (row.status === 1) {
    // Without the key the words are erased: nothing can be compared, so nothing is confirmed.
    if (!row.key || !row.mac) throw new Fault('client-id-reused');
    const same = sameBytes(macOf(platform.vault.unwrap(row.key), canonical(draft, forward)), row.mac);
    if (!same) throw new Fault('client-id-reused');
    return { seq: row.seq, ev: row.ev, at: row.at, repeated: true };
  }
  if (row.status === 3) throw new Fault('not-found', { what: 'conversation' });
  if (row.status === 5) throw new Fault('archived');
  if (row.status === 6) throw new Fault('forbidden', { permission: 'conversations.moderate' });
  throw new Fault('busy');
}

/** What only the house may put into a message: where it was forwarded from, and that message's files. */
export interface Carried {
  forward: NonNullable<Message['forward']>;
  attachments: Attachment[];
  form?: Message['form'];
  supplement?: Message['supplement'];
}

export function requireSomething(draft: MessageDraft, carried: Carried | undefined): void {
  const { text, form } = draft;
  if (form && text !== '') throw new Fault('invalid-input', { field: 'draft/text', reason: 'stays empty beside a form' });
  const empty = text.trim() === '' && !draft.attachments?.length && !draft.location && !draft.card && !form && !carried;
  if (empty) throw new Fault('invalid-input', { field: 'draft/text', reason: 'write something or attach a file' });
}

export const mentionsAudience = (outgoing: Outgoing): boolean =>
  outgoing.mentions.all || outgoing.mentions.departments.length > 0;

export const calling = (mentions: Outgoing['mentions'], user: string): Outgoing['mentions'] =>
  mentions.users.includes(user) ? mentions : { ...mentions, users: [...mentions.users, user] };

/** What is shown of a quoted message; of one that was `taken back` nothing, where it may be quoted at all. */
export async function quoteOf(
  q: Queryable,
  place: Place,
  seq: number | undefined,
  takenBack: boolean,
): Promise<Message['quote'] | undefined> {
  if (!seq) return undefined;
  const quoted = seq >= place.fromSeq ? await messageBySeq(q, place.id, seq) : undefined;
  if (!quoted || (quoted.recalled && !takenBack)) throw new Fault('not-found', { what: 'message' });
  return { seq, sender: quoted.sender, excerpt: excerptOf(quoted.text) };
}
