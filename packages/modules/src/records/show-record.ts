import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { messageNumbered, textsAt, versionEvs } from '../conversations/index.ts';
import { mattersOf } from '../inbox/index.ts';
import { linesAbout, linesAt } from './card-reader.ts';
import { firstSeen, type Looker } from './first-seen.ts';
import { leafPlaces } from './reader.ts';
import { showCheckpoint } from './show-checkpoint.ts';

/** Lines of the log looked at after the sending, and before the last change. */
const mostLooked = 5_000;
/** Events of a message in one answer, and versions among them. */
const mostEvents = 400;
const mostVersions = 200;

/** Cases in which a message was said: those of my inboxes. Of the archive's cases others tell. */
async function casesOf(platform: Platform, looker: Looker, conversation: string, seq: number) {
  if (looker === 'archive') return [];
  const [text] = await textsAt(platform.db, [{ conversation, seq }]);
  if (!text?.customer) return [];
  const { thread, direction } = text.customer;
  const found = await mattersOf(platform, platform.db, looker, [{ conversation, seq, thread, note: direction === 'note' }]);
  return found.map(({ case: id, number, title }) => ({ case: id as never, number, ...(title ? { title } : {}) }));
}

/** What happened to a message, with its places in the ledger (RE8). What lies far from both ends of a long story is left out. */
export async function showRecord(
  platform: Platform,
  looker: Looker,
  { conversation, seq }: Parsed<'records.get'>,
): Promise<Output<'records.get'>> {
  const { db } = platform;
  const fromSeq = await firstSeen(db, looker, conversation);
  const message = seq >= fromSeq ? await messageNumbered(db, conversation, seq) : undefined;
  if (!message) throw new Fault('not-found', { what: 'message' });
  const { ev, changedEv, versionEv } = message;
  const said = new Set([ev, ...(await versionEvs(db, conversation, versionEv, mostVersions))]);
  const near = await linesAbout(db, conversation, ev, [
    { from: ev, to: Math.min(changedEv, ev + mostLooked) },
    { from: Math.max(ev + mostLooked + 1, changedEv - mostLooked), to: changedEv },
  ]);
  const known = new Set(near.map((line) => line.ev));
  const far = await linesAt(
    db,
    conversation,
    [...said].filter((one) => !known.has(one)),
  );
  const lines = [...near, ...far].sort((a, b) => a.ev - b.ev);
  // Reactions are the many; what was said and taken back is always told.
  const kept = lines.length > mostEvents ? lines.filter(({ type }) => type !== 'message.changed').slice(-mostEvents) : lines;
  const places = new Map(
    (
      await leafPlaces(
        db,
        kept.map((line) => ({ stream: conversation, ev: line.ev })),
      )
    ).map((p) => [p.ev, p]),
  );
  return {
    events: kept.map((line) => {
      const place = places.get(line.ev);
      return {
        ev: line.ev,
        type: line.type,
        actor: line.actor as never,
        at: line.at,
        version: said.has(line.ev),
        ...(place ? { place: { epoch: place.epoch, index: place.index } } : {}),
      };
    }),
    whole: kept.length === lines.length && changedEv - ev <= 2 * mostLooked,
    ledger: await showCheckpoint(platform),
    cases: await casesOf(platform, looker, conversation, seq),
  };
}
