import type { Platform, Queryable, Tx } from '@rapport/platform';
import { eraseComeAs, someComeAs } from '../channels/index.ts';
import { eraseMessages, remainsOf, withholdMessages } from '../conversations/index.ts';
import { someReferred } from '../files/index.ts';
import { endExportsOf } from '../records/index.ts';
import { dropFromIndex, someIndexed } from '../search/index.ts';
import { dropLinks, someLinked } from '../signing/index.ts';

/** Messages of one conversation that go, who decided it, and on what it rests. */
export interface Going {
  conversation: string;
  seqs: readonly number[];
  actor: string | null;
  /** Null: nothing here tells any more. */
  cause: string | null;
}

/** Destroys what messages said, wherever this house keeps it. The caller has taken the last look. Answers how many files went with them. */
export async function destroy(platform: Platform, tx: Tx, going: Going): Promise<number> {
  if (going.seqs.length === 0) return 0;
  const { files } = await eraseMessages(platform, tx, going);
  await endExportsOf(platform, tx, going.conversation);
  await dropFromIndex(tx, going.conversation, going.seqs);
  await dropLinks(tx, going.conversation, going.seqs);
  await eraseComeAs(platform, tx, going.conversation, going.seqs);
  return files;
}

/** Shows messages to nobody any more, without destroying anything. Those that were hidden before change nothing: bundles made since leave them out. */
export async function withhold(platform: Platform, tx: Tx, going: Going): Promise<void> {
  if (going.seqs.length === 0) return;
  const hidden = await withholdMessages(platform, tx, going);
  if (hidden.length === 0) return;
  await endExportsOf(platform, tx, going.conversation);
  await dropFromIndex(tx, going.conversation, hidden);
}

/** RT6: what of destroyed messages can still be found: names of what holds it, none when all is gone. */
export async function remains(q: Queryable, conversation: string, seqs: readonly number[]): Promise<string[]> {
  const found = await remainsOf(q, conversation, seqs);
  if (await someIndexed(q, conversation, seqs)) found.push('search index');
  if (await someLinked(q, conversation, seqs)) found.push('link to sign');
  if (await someComeAs(q, conversation, seqs)) found.push('what it came as');
  const referrers = seqs.map((seq) => `${conversation}/${seq}`);
  if (await someReferred(q, 'message', referrers)) found.push('file');
  return found;
}
