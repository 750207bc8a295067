import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { type RefusedRow, refusedCalls } from './refused-reader.ts';

/** First bytes as one line of text: whoever forged them shall not steer what shows them. */
const textOf = (head: Buffer): string =>
  head
    .toString('utf8')
    .replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, '·')
    .toWellFormed();

const shown = ({ size, digest, head, ...row }: RefusedRow) => ({
  ...row,
  ...(size === null ? {} : { size }),
  ...(digest === null ? {} : { digest: digest.toString('hex') }),
  ...(head === null || head.length === 0 ? {} : { head: textOf(head) }),
});

/** Calls that were refused, newest first: who called, when, why, and what it looked like. */
export async function listRefused(
  platform: Platform,
  actor: Actor,
  { account, cursor, limit }: Parsed<'channels.refused'>,
): Promise<Output<'channels.refused'>> {
  requirePermission(actor, 'channels.configure');
  const before = readCursor<[string]>(cursor, ['id'])?.[0];
  const rows = await refusedCalls(platform.db, { account, before }, limit + 1);
  return pageOf(rows.map(shown), limit, ({ id }) => [id]) as Output<'channels.refused'>;
}
