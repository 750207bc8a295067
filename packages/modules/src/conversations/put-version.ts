import type { Message } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { type MessageHead, messageBySeq } from './message-reader.ts';
import type { Content } from './rows.ts';
import { insertEdit } from './writer.ts';

interface Version {
  conversation: string;
  /** The message as it stands; its stream is locked. */
  head: MessageHead;
  text: string;
  content: Content | null;
}

/** Puts another version of a message in the place of the one before, and tells everybody; answers the message as it is now. */
export async function putVersion(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  { conversation, head, text, content }: Version,
): Promise<Message> {
  let after: Message | undefined;
  const { first, at } = await platform.log.append(tx, conversation, [
    { type: 'message.edited', actor: actor.user, target: head.ev, live: () => ({ message: after }) },
  ]);
  await insertEdit(tx, {
    conversation,
    ev: first,
    seq: head.seq,
    previousEv: head.versionEv,
    author: actor.user,
    at,
    key: platform.vault.newKey().wrapped,
    text,
    content,
  });
  after = await messageBySeq(tx, conversation, head.seq);
  return after!;
}
