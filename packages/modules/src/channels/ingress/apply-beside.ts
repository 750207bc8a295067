import type { Platform, Tx } from '@rapport/platform';
import { recallOutside, sendByHouse } from '../../conversations/index.ts';
import type { ChannelEvent, Recall } from '../adapter.ts';
import { nativeMessages } from '../said-reader.ts';

/** What was taken back on the platform is hidden here, too; what nobody knows never stood here. */
export async function takeBack(platform: Platform, tx: Tx, account: string, { nativeId }: Recall): Promise<void> {
  const found = (await nativeMessages(tx, account, [[nativeId]])).get(0);
  if (found) await recallOutside(platform, tx, found);
}

/** Greets whoever came, by the same outbox and policy as everything else; what policy refuses is kept as refused. */
export async function greet(
  platform: Platform,
  tx: Tx,
  conversation: string,
  { key, greeting }: Pick<ChannelEvent, 'key' | 'greeting'>,
): Promise<void> {
  if (!greeting) return;
  const { text, thread, occasion } = greeting;
  await sendByHouse(platform, tx, {
    conversation,
    thread,
    text,
    key: `greeting/${key}`,
    greeting: occasion === undefined ? {} : { occasion },
  });
}
