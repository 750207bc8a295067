import { Fault, type Output, type Parsed } from '@rapport/contract';
import { breathe, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { keptAt, keptConversation } from '../conversations/index.ts';
import { holdsOn, standingOf } from './look.ts';
import { duePlaces, findDisposition } from './reader.ts';
import { requireOversight } from './rules.ts';

const atOnce = 500;

/** RT4: what of a list came under a hold since it was drawn up, for whoever approves it. The last look decides (RT5). */
export async function showHeld(
  platform: Platform,
  actor: Actor,
  { disposition }: Parsed<'retention.held'>,
): Promise<Output<'retention.held'>> {
  requireOversight(actor);
  const { db } = platform;
  if (!(await findDisposition(db, disposition))) throw new Fault('not-found', { what: 'disposition' });
  const places = new Map<string, number[]>();
  for (const { conversation, seq } of await duePlaces(db, disposition)) {
    const seqs = places.get(conversation);
    if (seqs) seqs.push(seq);
    else places.set(conversation, [seq]);
  }
  let messages = 0;
  for (const [id, seqs] of places) {
    const conversation = await keptConversation(db, id);
    if (!conversation) continue;
    const standing = await standingOf(platform, db, conversation);
    for (let at = 0; at < seqs.length; at += atOnce) {
      const holds = await holdsOn(platform, db, standing, await keptAt(db, id, seqs.slice(at, at + atOnce)));
      messages += [...holds.values()].filter((over) => over.length > 0).length;
      await breathe();
    }
  }
  return { messages };
}
