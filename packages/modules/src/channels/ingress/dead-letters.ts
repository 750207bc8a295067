import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../../access/index.ts';
import { tellArrived } from '../tend/hints.ts';
import { deadItems } from './ingress-reader.ts';
import { dropDead, reviveDead } from './ingress-writer.ts';

export async function deadLetters(
  platform: Platform,
  actor: Actor,
  { account, cursor, limit }: Parsed<'channels.deadLetters'>,
): Promise<Output<'channels.deadLetters'>> {
  requirePermission(actor, 'channels.configure');
  const rows = await deadItems(platform.db, { account, before: readCursor<[string]>(cursor, ['id'])?.[0] }, limit + 1);
  const letters = rows.map(({ reason, ...row }) => ({ ...row, reason: reason ?? '' }));
  return pageOf(letters, limit, ({ id }) => [id]) as Output<'channels.deadLetters'>;
}

/** Dead letters are read again: after a cure, or because somebody believes so (CH9). */
export async function readAgain(
  platform: Platform,
  actor: Actor,
  { letters }: Parsed<'channels.readAgain'>,
): Promise<Output<'channels.readAgain'>> {
  requirePermission(actor, 'channels.configure');
  const accounts = await platform.db.transaction(async (tx) => {
    const revived = await reviveDead(tx, letters, platform.clock.now());
    for (const account of new Set(revived)) tellArrived(platform, tx, account);
    return revived;
  });
  return { count: accounts.length };
}

export async function dropLetters(
  platform: Platform,
  actor: Actor,
  { letters }: Parsed<'channels.dropLetters'>,
  from: string,
): Promise<Output<'channels.dropLetters'>> {
  requirePermission(actor, 'channels.configure');
  const count = await platform.db.transaction(async (tx) => {
    const at = platform.clock.now();
    const dropped = await dropDead(tx, letters, actor.user, at);
    if (dropped > 0)
      await audit(tx, {
        at,
        actor: actor.user,
        act: 'channels.letters-dropped',
        subjectKind: 'channel-account',
        subject: null,
        detail: { count: dropped },
        from,
      });
    return dropped;
  });
  return { count };
}
