import type { Platform } from '@rapport/platform';
import { grantThrough } from '../files/index.ts';
import type { Actor } from '../people/index.ts';
import { messagesBySeq } from './message-reader.ts';
import { mayLook } from './policy.ts';
import { placeOf } from './reader.ts';

/** `<conversation>/<seq>`, as `sendMessage` names itself to the files room. */
function messagesOf(referrers: readonly string[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const referrer of referrers) {
    const [conversation, seq] = referrer.split('/');
    if (conversation && seq) found.set(conversation, [...(found.get(conversation) ?? []), Number(seq)]);
  }
  return found;
}

async function seesOne(platform: Platform, actor: Actor, referrers: readonly string[]): Promise<boolean> {
  for (const [conversation, seqs] of messagesOf(referrers)) {
    const place = await placeOf(platform.db, actor.user, conversation);
    if (!place || !mayLook(actor, place)) continue;
    const messages = await messagesBySeq(platform.db, conversation, seqs);
    if (messages.some((message) => message.seq >= place.fromSeq && !message.recalled)) return true;
  }
  return false;
}

/** CV1 A file is seen by whoever sees a message that carries it and was not recalled. */
export const grantAttachments = (platform: Platform): void =>
  grantThrough(platform, 'message', (p, actor, _file, referrers) => seesOne(p, actor, referrers));
