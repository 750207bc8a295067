import type { Erasure } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { conversationsOf, forgetUnsaid, saidBy, saidByContact } from '../conversations/index.ts';
import { destroy, withhold } from './destroy.ts';
import { conversationsWith, eraseProfile } from './erase-profile.ts';
import { noteEvent } from './events.ts';
import { lastLook } from './look.ts';
import { retentionQueue } from './queue.ts';
import { findErasure, openErasures } from './reader.ts';
import { addErased, lockErasure, noteErasure } from './writer.ts';

const job = 'retention.erase';
/** Messages in one transaction: their conversation stands still meanwhile. */
const atOnce = 100;
/** Milliseconds after which what the ledger did not have yet is tried again. */
const ledgerPause = 2_000;

/** `runAt`: Unix ms; at once without it. */
export const eraseSoon = (platform: Platform, tx: Tx, erasure: string, runAt?: number): Promise<void> =>
  platform.jobs.enqueue(
    tx,
    job,
    { erasure },
    {
      key: `${job}/${erasure}`,
      queue: retentionQueue,
      maxAttempts: 25,
      ...(runAt ? { runAt } : {}),
    },
  );

interface Place {
  conversation: string;
  seqs: number[];
}

/** What a request is about, as far as it is still there, in pages of one conversation each. */
async function* placesOf(
  platform: Platform,
  { kind, conversation, seq, user, contact, askedAt }: Erasure,
): AsyncGenerator<Place> {
  if (kind === 'message') {
    yield { conversation: conversation!, seqs: [seq!] };
    return;
  }
  for (const id of contact ? await conversationsWith(platform.db, contact) : await conversationsOf(platform.db, user!)) {
    for (let above = 0; ; ) {
      const place = { conversation: id, until: askedAt, above };
      const seqs = contact
        ? await saidByContact(platform.db, place, atOnce)
        : await saidBy(platform.db, { ...place, user: user! }, atOnce);
      if (seqs.length > 0) yield { conversation: id, seqs };
      if (seqs.length < atOnce) break;
      above = seqs.at(-1)!;
    }
  }
}

interface Round {
  restricted: number;
  obstacles: Set<Erasure['obstacles'][number]>;
}

/** RT7: what nothing stands in the way of is destroyed; the rest is shown to nobody. Decided in the transaction that does it. */
async function erasePage(platform: Platform, tx: Tx, erasure: Erasure, place: Place, round: Round): Promise<Round> {
  const { messages } = await lastLook(platform, tx, place);
  const now = platform.clock.now();
  const obstacles = new Set(round.obstacles);
  const free: number[] = [];
  const hindered: number[] = [];
  for (const { message, verdict, held, recorded } of messages) {
    if (message.erased) continue;
    const obstacle = held ? 'hold' : verdict.keptUntil > now ? 'rule' : recorded ? undefined : 'ledger';
    if (obstacle) obstacles.add(obstacle);
    (obstacle ? hindered : free).push(message.seq);
  }
  const going = { conversation: place.conversation, actor: erasure.approvedBy ?? erasure.askedBy, cause: erasure.id };
  await destroy(platform, tx, { ...going, seqs: free });
  await withhold(platform, tx, { ...going, seqs: hindered });
  // In the transaction that erases: a round that is broken off counts, too.
  await addErased(tx, erasure.id, free.length);
  return { restricted: round.restricted + hindered.length, obstacles };
}

/** One round of a request. What something stands in the way of stays restricted, and is tried again every hour until that ends. */
export async function erase(platform: Platform, { erasure: id }: { erasure: string }): Promise<void> {
  const erasure = await findErasure(platform.db, id);
  if (!erasure || (erasure.state !== 'working' && erasure.state !== 'restricted')) return;
  // Once: what they write while the rest is restricted is theirs again.
  if (erasure.kind === 'person' && erasure.state === 'working')
    await platform.db.transaction((tx) => forgetUnsaid(platform, tx, erasure.user!));
  let round: Round = { restricted: 0, obstacles: new Set() };
  for await (const place of placesOf(platform, erasure))
    round = await platform.db.transaction((tx) => erasePage(platform, tx, erasure, place, round));
  const kept = await eraseProfile(platform, erasure);
  if (kept) round = { restricted: round.restricted + 1, obstacles: round.obstacles.add(kept) };
  await platform.db.transaction(async (tx) => {
    await lockErasure(tx, id);
    const { restricted } = round;
    const state = restricted > 0 ? 'restricted' : 'done';
    const obstacles = [...round.obstacles];
    const at = platform.clock.now();
    await noteErasure(tx, { id, state, restricted, obstacles, endedAt: state === 'done' ? at : null });
    // The ledger has it in about a second.
    if (obstacles.join() === 'ledger') await eraseSoon(platform, tx, id, at + ledgerPause);
    if (state === 'done') await noteEvent(platform, tx, 'erasure.executed', { ...(await findErasure(tx, id))! } as never);
  });
}

async function eraseAll(platform: Platform): Promise<void> {
  for (const { id } of await openErasures(platform.db)) await platform.db.transaction((tx) => eraseSoon(platform, tx, id));
}

export function declareErasures(platform: Platform): void {
  platform.jobs.define(job, (payload: { erasure: string }) => erase(platform, payload));
  platform.jobs.every('23 * * * *', 'retention.erase-again', () => eraseAll(platform));
}
