import type { Platform, Tx } from '@rapport/platform';
import { messageSentAs } from '../conversations/index.ts';
import { type TakenOutside, takenOutside } from '../records/index.ts';
import { destroy, type Going, withhold } from './destroy.ts';
import { replayedLogs } from './reader.ts';
import { redactAgain } from './redact.ts';
import { noteReplayed } from './writer.ts';

const atOnce = 100;

type Sent = { stream: string; ev: number };

/** Messages by their places, conversation by conversation; those that the database does not have are left out. */
async function placesOf(platform: Platform, sent: readonly Sent[]): Promise<Map<string, number[]>> {
  const places = new Map<string, number[]>();
  for (const { stream, ev } of sent) {
    const message = await messageSentAs(platform.db, stream, ev);
    if (message) places.set(stream, [...(places.get(stream) ?? []), message.seq]);
  }
  return places;
}

async function again(
  platform: Platform,
  sent: readonly Sent[],
  act: (platform: Platform, tx: Tx, going: Going) => Promise<unknown>,
): Promise<number> {
  let messages = 0;
  for (const [conversation, seqs] of await placesOf(platform, sent))
    for (let at = 0; at < seqs.length; at += atOnce) {
      const going: Going = { conversation, seqs: seqs.slice(at, at + atOnce), actor: null, cause: null };
      await platform.db.transaction((tx) => act(platform, tx, going));
      messages += going.seqs.length;
    }
  return messages;
}

/** Parts taken out again. Of which nothing tells any more what it was, the whole message is shown to nobody: rather too much than what was to be gone. */
async function redactedAgain(platform: Platform, redacted: TakenOutside['redacted']): Promise<number> {
  let messages = 0;
  for (const { stream: conversation, ev, parts } of redacted) {
    const message = await messageSentAs(platform.db, conversation, ev);
    if (!message) continue;
    const done = await platform.db.transaction((tx) => redactAgain(platform, tx, { conversation, seq: message.seq, parts }));
    if (!done) {
      platform.logger.error({ conversation, seq: message.seq }, 'what was taken out of a message cannot be told: it is withheld');
      const going: Going = { conversation, seqs: [message.seq], actor: null, cause: null };
      await platform.db.transaction((tx) => withhold(platform, tx, going));
    }
    messages++;
  }
  return messages;
}

/**
 * RT8: after the restore of an old backup what was erased since is erased again, before anybody is served: the ledger's leaves outside the database
 * tell what. It was decided about then, so no hold and no rule is asked anew. Where the folder is lost, too, nothing can tell.
 */
export async function replayErasures(platform: Platform): Promise<void> {
  const logs = await takenOutside(platform, await replayedLogs(platform.db));
  for (const { epoch, size, erased, withheld, redacted } of logs) {
    const messages = await again(platform, erased, destroy);
    const hidden = await again(platform, withheld, withhold);
    const thinned = await redactedAgain(platform, redacted);
    if (messages + hidden + thinned > 0)
      platform.logger.warn(
        { epoch, messages, hidden, thinned },
        'what was erased after the backup that was restored is erased again',
      );
    await platform.db.transaction((tx) => noteReplayed(tx, epoch, size));
  }
}
