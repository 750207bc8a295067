import type { Platform, Tx } from '@rapport/platform';
import { dropBytes } from '../files/index.ts';
import { itemsOfMessages, outlivedItems } from './ingress/ingress-reader.ts';
import { eraseRaw } from './ingress/ingress-writer.ts';
import { forgetNativeMessages } from './said-writer.ts';

const page = 500;

async function erase(platform: Platform, tx: Tx, items: readonly string[]): Promise<void> {
  if (items.length > 0) await dropBytes(platform, tx, await eraseRaw(tx, items));
}

/** What channels keep of messages goes with their words: the bytes they came as, and the wire's ids (CH11). */
export async function eraseComeAs(platform: Platform, tx: Tx, conversation: string, seqs: readonly number[]): Promise<void> {
  await erase(platform, tx, await itemsOfMessages(tx, conversation, seqs));
  await forgetNativeMessages(tx, conversation, seqs);
}

/** The job: bytes of what was read go after the days that their account keeps them. */
export async function eraseOutlived(platform: Platform): Promise<void> {
  for (;;) {
    const ids = (await outlivedItems(platform.db, platform.clock.now(), page)).map(({ id }) => id);
    if (ids.length === 0) return;
    await platform.db.transaction((tx) => erase(platform, tx, ids));
    if (ids.length < page) return;
  }
}
