import { type Explanation, Fault, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, can } from '../access/index.ts';
import { keptAt, keptConversation } from '../conversations/index.ts';
import { dueAmong, holdsOn, standingOf, verdictOn } from './look.ts';
import { conflictAt } from './policy.ts';
import { exceptedIn } from './reader.ts';
import { type Reviewed, reviewedIn } from './review-reader.ts';
import { rulesNow } from './rule-memory.ts';
import { requireOversight } from './rules.ts';

const orNull = (instant: number): number | null => (Number.isFinite(instant) && instant > 0 ? instant : null);

/** Until when a review keeps a message, Infinity: for good. */
const keptBy = (reviewed: Reviewed | undefined): number | undefined =>
  reviewed?.state === 'kept' ? Number.POSITIVE_INFINITY : reviewed?.state === 'extended' ? reviewed.until! : undefined;

const latest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.max(one, other);

/** RT2: why a record is kept, or due. Reckoned now from what is stored; a result is never stored. */
export async function explain(
  platform: Platform,
  actor: Actor,
  { conversation: id, seq }: Parsed<'retention.explain'>,
): Promise<Explanation> {
  requireOversight(actor);
  const { db } = platform;
  const conversation = await keptConversation(db, id);
  const [message] = conversation ? await keptAt(db, id, [seq]) : [];
  if (!conversation || !message) throw new Fault('not-found', { what: 'message' });
  const { version, book } = await rulesNow(platform, db);
  const standing = await standingOf(platform, db, conversation);
  const verdict = verdictOn(book, standing, message);
  const holds = (await holdsOn(platform, db, standing, [message])).get(seq)!;
  const reviewed = (await reviewedIn(db, id, [seq])).get(seq);
  const excepted = latest((await exceptedIn(db, id, [seq])).get(seq), keptBy(reviewed));
  const due = (await dueAmong(platform, db, standing, [{ message, verdict }])).get(seq);
  const now = platform.clock.now();
  const state = (): Explanation['state'] => {
    if (message.erased) return 'erased';
    if (message.withheldAt !== null) return 'withheld';
    if (holds.length > 0) return 'held';
    if (excepted !== undefined && excepted > now) return 'excepted';
    return due === 'destroy' ? 'due' : (due ?? 'kept');
  };
  return {
    version,
    said: message.said,
    applied: verdict.applied,
    keptUntil: orNull(verdict.keptUntil),
    forever: verdict.keptUntil === Number.POSITIVE_INFINITY,
    destroyedFrom: orNull(verdict.destroyedFrom),
    dueAt: orNull(verdict.dueAt),
    reviewAt: orNull(verdict.reviewAt),
    ceiling: orNull(verdict.ceiling),
    conflict: conflictAt(verdict, now) !== undefined,
    reviewed: reviewed ?? null,
    held: holds.length > 0,
    holds: can(actor, 'holds.manage') ? holds.map((hold) => hold.id) : [],
    // Until the year 9999: for good.
    exceptedUntil: excepted === undefined ? null : Math.min(excepted, 253_402_300_799_999),
    state: state(),
  };
}
