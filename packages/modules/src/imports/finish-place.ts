import type { Tx } from '@rapport/platform';
import {
  changeImported,
  type ImportedMember,
  importedHeads,
  importedPlace,
  pinImportedMessages,
  seatImported,
  unseatImported,
} from '../conversations/index.ts';
import type { ImportConversation } from './import-item.ts';
import type { ItemKey } from './item-key.ts';
import type { ItemRow, PlaceRow } from './reader.ts';
import type { Roster } from './roster.ts';
import type { RunContext } from './run-context.ts';
import { insertItems, lockSource, updatePlace } from './writer.ts';

/** A conversation whose items are all in. */
export interface ReadPlace {
  run: RunContext;
  foreign: ImportConversation;
  key: ItemKey;
  roster: Roster;
  /** Its newest item in this run (Unix µs). */
  newest: number;
  lookUp(keys: readonly string[]): Promise<Map<string, ItemRow>>;
}

interface Pin {
  key: string;
  conversation: string;
  seq: number;
  at: number;
  by: string | null;
}

/**
 * What holds for a conversation as a whole, once its items are in: members, name, description, pins. In one transaction; done
 * again after an interrupted run it changes nothing more.
 */
export async function finishPlace(here: ReadPlace, place: PlaceRow): Promise<void> {
  const { run } = here;
  const pins = await newPins(here);
  const seats = seatsOf(here);
  if (run.dryRun) return;
  await run.platform.db.transaction(async (tx) => {
    await lockSource(tx, run.source!);
    await run.platform.log.lock(tx, [place.conversation, ...pins.map((p) => p.conversation)]);
    await describe(here, place, tx);
    await writePins(here, tx, pins);
    await seat(here, place, tx, seats);
  });
}

/** Takes over name, description and archiving, unless they were changed here or a newer export has told them. */
async function describe(here: ReadPlace, place: PlaceRow, tx: Tx): Promise<void> {
  const { run } = here;
  const now = await importedPlace(tx, place.conversation);
  if (!now || here.newest < place.newest) return;
  const wanted = here.roster.description();
  if (now.kind === 'group') {
    const change: Parameters<typeof changeImported>[4] = {};
    if (wanted.name !== now.name && now.name === place.name) change.name = wanted.name;
    if (wanted.purpose !== now.purpose && now.purpose === place.purpose) change.purpose = wanted.purpose;
    if (wanted.archived !== now.archived && now.archived === place.archived) change.archived = wanted.archived;
    await changeImported(run.platform, tx, place.conversation, run.by, change);
  }
  await updatePlace(tx, run.source!, { ...place, ...wanted, newest: here.newest });
}

/** Pins not taken over yet whose messages are known. */
async function newPins(here: ReadPlace): Promise<Pin[]> {
  const pins = here.roster.pins();
  const keys = pins.flatMap(({ target }) => [here.key(target), here.key(`pin:${target}`, target)]);
  const known = await here.lookUp(keys);
  return pins.flatMap(({ target, at, by, where }) => {
    const message = known.get(here.key(target));
    const key = here.key(`pin:${target}`, target);
    if (!message?.conversation) here.run.tally.skip({ reason: 'pin-of-unknown-message', where, count: 1 });
    if (!message?.conversation || known.has(key)) return [];
    return [{ key, conversation: message.conversation, seq: message.seq!, at, by: here.run.people.get(by)?.user ?? null }];
  });
}

async function writePins(here: ReadPlace, tx: Tx, pins: readonly Pin[]): Promise<void> {
  if (pins.length === 0) return;
  const { platform } = here.run;
  const heads = (await importedHeads(tx, pins)).filter((head) => head.recalledAt === null);
  for (const conversation of [...new Set(heads.map((head) => head.conversation))].sort()) {
    const at = (seq: number) => pins.find((p) => p.conversation === conversation && p.seq === seq)!;
    const mine = heads.filter((head) => head.conversation === conversation);
    await pinImportedMessages(
      platform,
      tx,
      conversation,
      mine.map(({ seq, ev }) => ({ seq, ev, at: at(seq).at || platform.clock.now(), by: at(seq).by })),
    );
  }
  await insertItems(
    tx,
    pins.map(({ key }) => ({ key, conversation: null, seq: null })),
  );
}

/** Members at the end of the export who are somebody here. */
function seatsOf(
  here: ReadPlace,
): (Omit<ImportedMember, 'role'> & { active: boolean; creator: boolean; role: 'owner' | 'admin' | undefined })[] {
  const { foreign, run } = here;
  const createdAt = Math.floor((foreign.createdMicros ?? 0) / 1000) || run.platform.clock.now();
  return here.roster.seats().flatMap(({ externalId, joinedAt }) => {
    const person = run.people.get(externalId);
    if (!person) {
      run.tally.skip({ reason: 'member-not-listed', where: `members of ${foreign.name}`, count: 1 });
      return [];
    }
    const { user, guest, active } = person;
    const role = foreign.roles?.get(externalId);
    return [{ user, guest, active, joinedAt: joinedAt ?? createdAt, creator: externalId === foreign.creator, role }];
  });
}

async function seat(here: ReadPlace, place: PlaceRow, tx: Tx, seats: ReturnType<typeof seatsOf>): Promise<void> {
  const { run, foreign } = here;
  const now = await importedPlace(tx, place.conversation);
  const members = new Map<string, ImportedMember>();
  for (const { user, guest, joinedAt, creator, role } of seats)
    members.set(user, {
      user,
      guest,
      joinedAt,
      role: now?.kind === 'group' && !guest ? (role ?? (creator ? 'owner' : 'member')) : 'member',
    });
  if (now?.kind === 'group' && !now.seated) {
    addOwner(here, members, seats);
    if (foreign.kind === 'open') await changeImported(run.platform, tx, place.conversation, run.by, { visibility: 'open' });
  }
  await seatImported(run.platform, tx, place.conversation, run.by, [...members.values()]);
  if (foreign.kind === 'direct' || foreign.kind === 'group-direct') return;
  const leavers = here.roster.leavers().flatMap(({ externalId, leftAt }) => {
    const user = run.people.get(externalId)?.user;
    return user === undefined ? [] : [{ user, before: leftAt }];
  });
  await unseatImported(run.platform, tx, place.conversation, run.by, leavers);
}

/**
 * Somebody must look after a group. Open ones get whoever imports them as long as no owner can sign in; private ones stay with
 * their members: the first of them, and whoever imports only when there is nobody.
 */
function addOwner(here: ReadPlace, members: Map<string, ImportedMember>, seats: ReturnType<typeof seatsOf>): void {
  const { run, foreign } = here;
  const owners = seats.filter((s) => members.get(s.user)!.role === 'owner');
  const needed = foreign.kind === 'open' ? !owners.some((o) => o.active) : members.size === 0;
  if (needed) {
    const joinedAt = members.get(run.by)?.joinedAt ?? run.platform.clock.now();
    members.set(run.by, { user: run.by, guest: false, role: 'owner', joinedAt });
  } else if (owners.length === 0) {
    const first = [...seats]
      .filter((s) => !s.guest)
      .sort((a, b) => Number(b.active) - Number(a.active) || a.joinedAt - b.joinedAt)[0];
    if (first) members.get(first.user)!.role = 'owner';
  }
}
