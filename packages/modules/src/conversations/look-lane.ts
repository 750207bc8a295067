import type { Conversation } from '@rapport/contract';
import { Fault } from '@rapport/contract';
import { Batcher, type Platform } from '@rapport/platform';
import { type Actor, organizationStreamEv } from '../people/index.ts';
import { type LookFound, looksOf } from './look-reader.ts';
import { summariesFor } from './reader.ts';

/** Looks in one statement: enough to share its price, few enough to be answered soon. */
const maxBatch = 100;
/** As many as a node may have devices: all of them may come back at once. */
const maxWaiting = 100_000;
/** Flights under way at the same time. */
const maxFlights = 3;
/** Conversations told of in one statement. */
const maxSummaries = 1_000;
/** More changed conversations than this, and the client begins anew. */
const maxChanged = 500;

export interface LookWanted {
  actor: Actor;
  /** A snapshot; null asks for all there is. */
  since: string | null;
}

export interface Looked extends LookFound {
  /** Too much has changed, or there was no `since`: what is held begins anew, from `conversations.list`'s first page. */
  reset: boolean;
  /** What changed, tombstones included (SY10); empty with `reset`. */
  conversations: Conversation[];
  organizationEv: number;
}

/** Parts of a batch that have at most so many conversations together. */
function* portions(ids: readonly (readonly string[])[]): Generator<number[]> {
  let part: number[] = [];
  let size = 0;
  for (const [n, some] of ids.entries()) {
    if (some.length === 0) continue;
    if (part.length > 0 && size + some.length > maxSummaries) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(n);
    size += some.length;
  }
  if (part.length > 0) yield part;
}

async function lookAll(platform: Platform, wanted: readonly LookWanted[]): Promise<Looked[]> {
  const { db } = platform;
  const asked = wanted.map(({ actor, since }) => ({ user: actor.user, since }));
  const [found, organizationEv] = await Promise.all([looksOf(db, asked), organizationStreamEv(platform)]);
  const tooMany = found.flatMap(({ changed }, n) => (changed.length > maxChanged ? [n] : []));
  if (tooMany.length > 0) {
    const anew = await looksOf(
      db,
      tooMany.map((n) => ({ user: asked[n]!.user, since: null })),
    );
    for (const [k, n] of tooMany.entries()) found[n] = anew[k]!;
  }
  const conversations: Conversation[][] = found.map(() => []);
  for (const part of portions(found.map((f) => f.changed))) {
    const told = await summariesFor(
      db,
      part.map((n) => ({ me: wanted[n]!.actor, ids: found[n]!.changed })),
      'with tombstones',
    );
    for (const [k, n] of part.entries()) conversations[n] = told[k]!;
  }
  const begun = new Set(tooMany);
  return found.map((f, n) => ({
    ...f,
    reset: wanted[n]!.since === null || begun.has(n),
    conversations: conversations[n]!,
    organizationEv,
  }));
}

/** Looks that come while others are under way share the next statements (SY6): reconnecting devices come in storms. */
function laneOf(platform: Platform): Batcher<LookWanted, Looked> {
  const underWay = new Set<Promise<unknown>>();
  return new Batcher({
    maxBatch,
    maxWaiting,
    gather: 10,
    async flight(wanted) {
      while (underWay.size >= maxFlights) await Promise.race(underWay);
      const all = lookAll(platform, wanted);
      const settled: Promise<unknown> = all.catch(() => undefined).then(() => underWay.delete(settled));
      underWay.add(settled);
      // Handed on, and not waited for: the next flight leaves beside this one.
      return wanted.map((_, n) => all.then((looked) => looked[n]!));
    },
    overflow: () => new Fault('busy'),
  });
}

/** What changed for somebody. The snapshot is never later than the rows: what commits in between is seen twice, never missed. */
export const lookFor = (platform: Platform, actor: Actor, since: string | null): Promise<Looked> =>
  platform.keep(laneOf).add({ actor, since });
