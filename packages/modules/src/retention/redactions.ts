import { type Erasure, Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { messageNumbered } from '../conversations/index.ts';
import { partsOfMessage } from '../records/index.ts';
import { noteAct } from './erasures.ts';
import { noteEvent } from './events.ts';
import { findErasure } from './reader.ts';
import { redact, requireParts } from './redact.ts';
import { requirePerson } from './require-person.ts';
import { twoByOfErasure } from './two-people.ts';
import { insertErasure } from './writer.ts';

/** Names of what can be taken out, nothing of what it says: who asks for an erasure need not see the message. */
export async function showParts(
  platform: Platform,
  actor: Actor,
  { conversation, seq }: Parsed<'erasure.parts'>,
): Promise<Output<'erasure.parts'>> {
  requirePermission(actor, 'erasure.manage');
  const message = await messageNumbered(platform.db, conversation, seq);
  if (!message) throw new Fault('not-found', { what: 'message' });
  const parts = await partsOfMessage(platform, platform.db, conversation, message.versionEv);
  const asked = { conversation, seq, user: null, askedAt: platform.clock.now() };
  return { parts, twoBy: await twoByOfErasure(platform, platform.db, asked) };
}

/** RT10: done at once, or once another person has approved it where the rules want that. */
export async function askRedaction(
  platform: Platform,
  actor: Actor,
  { conversation, seq, parts, reason }: Parsed<'erasure.redact'>,
  from: string,
): Promise<Erasure> {
  requirePermission(actor, 'erasure.manage');
  requirePerson(actor);
  return platform.db.transaction(async (tx) => {
    const wanted = [...new Set(parts)].sort();
    await requireParts(platform, tx, { conversation, seq, parts: wanted });
    const at = platform.clock.now();
    const id = newId(at);
    const askedBy = actor.user as Erasure['askedBy'];
    const asked = { conversation, seq, user: null, askedBy, askedAt: at };
    const twoBy = await twoByOfErasure(platform, tx, asked);
    const state = twoBy.length > 0 ? 'waiting' : 'working';
    await insertErasure(tx, { ...asked, id, kind: 'parts', parts: wanted, reason, state, twoBy });
    const erasure = (await findErasure(tx, id))!;
    await noteEvent(platform, tx, 'erasure.asked', { ...erasure } as never);
    await noteAct(platform, tx, actor, 'erasure.asked', erasure, from);
    if (state === 'working') await redact(platform, tx, actor, erasure);
    return (await findErasure(tx, id))!;
  });
}
