import { Fault, type Message, type SigningCapture, type SigningContent } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { lockConversation } from './lock-writer.ts';
import { type MessageHead, messageBySeq, messageHead } from './message-reader.ts';
import { insertSignings } from './signing-writer.ts';

/** What may be noted about the signing of one message. */
const most = 200;

type SigningNote = Omit<SigningContent, 'at'>;

/** A message as it stands, for good until the commit. */
export interface SignedMessage {
  head: MessageHead;
  message: Message;
}

/** Locks a message's stream and answers it as it stands; undefined where it is not there or was recalled. */
export async function lockForSigning(tx: Tx, conversation: string, seq: number): Promise<SignedMessage | undefined> {
  await lockConversation(tx, conversation);
  const head = await messageHead(tx, conversation, seq);
  const message = head && !head.recalled ? await messageBySeq(tx, conversation, seq) : undefined;
  return head && message ? { head, message } : undefined;
}

/** Notes what happened about the signing of a message that is locked (CV24): one event each, with a record of its own. */
export async function noteSigning(
  platform: Platform,
  tx: Tx,
  actor: string | null,
  { head, message }: SignedMessage,
  notes: readonly SigningNote[],
  capture: SigningCapture | null = null,
): Promise<Message> {
  const { conversation, seq } = message;
  if ((message.signing?.length ?? 0) + notes.length > most) throw new Fault('quota-exceeded', { quota: `${most} signatures` });
  let after: Message | undefined;
  const { first, at } = await platform.log.append(
    tx,
    conversation,
    notes.map(({ kind }) => ({
      type: `message.${kind}`,
      actor,
      target: head.ev,
      live: (ev) => ({ seq, signing: after?.signing?.find((one) => one.ev === ev) }),
    })),
  );
  await insertSignings(
    tx,
    notes.map((note, i) => ({
      conversation,
      ev: first + i,
      seq,
      key: platform.vault.newKey().wrapped,
      content: { ...note, at },
      capture,
    })),
  );
  after = await messageBySeq(tx, conversation, seq);
  return after!;
}
