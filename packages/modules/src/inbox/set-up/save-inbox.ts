import { Fault, type Inbox, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../../access/index.ts';
import { makeTeam, teamMembers } from '../../conversations/index.ts';
import { accountOf } from '../../policy/index.ts';
import { type CaseRow, lockRoot, strayCases } from '../cases/case-reader.ts';
import { routeSoon } from '../cases/last-of-all.ts';
import { joinInboxes } from '../cases/move-case.ts';
import { mayConfigure, myInboxes, requireConfigure, requireInbox } from '../guard.ts';
import { knowAgents } from '../routing/agent-writer.ts';
import { inboxesFor, type SetUp, setUpChanged, setUpOf } from './memory.ts';
import { hoursRows, type InboxRow, inboxRows, lockInbox, type SourceRow, sourceRows } from './set-up-reader.ts';
import { putInbox, putSources } from './set-up-writer.ts';
import { changedSettings, settingsOf } from './settings.ts';

const most = 200;

const present = (row: InboxRow, sources: readonly SourceRow[], mine: boolean): Inbox =>
  ({
    ...row,
    settings: settingsOf(row.settings),
    sources: sources.filter(({ inbox }) => inbox === row.id).map(({ account, address }) => ({ account, address })),
    mine,
  }) as Inbox;

export async function listInboxes(platform: Platform, actor: Actor): Promise<Output<'inbox.list'>> {
  const { inboxes, sources } = await setUpOf(platform);
  const mine = await myInboxes(platform, platform.db, actor);
  const shown = [...inboxes.values()].filter(({ id, archived }) => mayConfigure(actor, id) || (mine.has(id) && !archived));
  return { inboxes: shown.map((row) => present(row, sources, mine.has(row.id))) };
}

export async function noteAct(
  platform: Platform,
  tx: Tx,
  actor: Actor,
  act: string,
  subject: { id: string; name: string },
  from: string,
): Promise<void> {
  const detail = { name: subject.name };
  await audit(tx, { at: platform.clock.now(), actor: actor.user, act, subjectKind: 'inbox', subject: subject.id, detail, from });
}

async function saved(tx: Tx, actor: Actor, id: string): Promise<Inbox> {
  const row = (await inboxRows(tx)).find((one) => one.id === id)!;
  return present(
    row,
    await sourceRows(tx),
    (await teamMembers(tx, [row.group])).some(({ user }) => user === actor.user),
  );
}

/** What a new inbox cannot be without. */
function missing(field: string): never {
  throw new Fault('invalid-input', { field, reason: 'a new inbox needs it' });
}

/** As it will be: what is left out stays, and is as usual in a new one. */
function inboxAfter(before: InboxRow | undefined, input: Parsed<'inbox.save'>): Omit<InboxRow, 'id'> {
  return {
    name: input.name ?? before?.name ?? missing('name'),
    group: before?.group ?? input.group ?? missing('group'),
    hours: input.hours === undefined ? (before?.hours ?? null) : input.hours,
    settings: changedSettings(settingsOf(before?.settings), input.settings ?? {}),
    archived: input.archived ?? before?.archived ?? false,
  };
}

export async function saveInbox(platform: Platform, actor: Actor, input: Parsed<'inbox.save'>, from: string): Promise<Inbox> {
  const { inbox } = input;
  requireConfigure(actor, inbox ?? null);
  const id = inbox ?? newId(platform.clock.now());
  return platform.db
    .transaction(async (tx) => {
      // Two who change different things keep both.
      if (inbox !== undefined && !(await lockInbox(tx, id))) throw new Fault('not-found', { what: 'inbox' });
      const known = await inboxRows(tx);
      const before = known.find((row) => row.id === id);
      if (!before && known.length >= most) throw new Fault('quota-exceeded', { quota: `${most} inboxes` });
      const now = inboxAfter(before, input);
      // Those who read what lies there would be others: an inbox for them is made anew.
      if (input.group !== undefined && now.group !== input.group)
        throw new Fault('conflict', { reason: 'an inbox keeps its team' });
      // Members of the group will read what customers write: whoever says so is one of them.
      if (!before) await makeTeam(tx, actor, now.group);
      if (now.hours !== null && !(await hoursRows(tx)).some((row) => row.id === now.hours))
        throw new Fault('not-found', { what: 'working hours' });
      await putInbox(tx, { id, ...now, by: actor.user }, platform.clock.now());
      await knowAgents(
        tx,
        (await teamMembers(tx, [now.group])).map(({ user }) => user),
      );
      await noteAct(platform, tx, actor, before ? 'inbox.changed' : 'inbox.created', { id, name: now.name }, from);
      if (before && settingsOf(before.settings).closeDays !== now.settings.closeDays)
        await platform.jobs.enqueue(tx, 'inbox.closeAnew', { inbox: id }, { key: `inbox.closeAnew:${id}` });
      routeSoon(platform, tx, id);
      setUpChanged(platform, tx, id);
      return saved(tx, actor, id);
    })
    .catch((error: unknown) => {
      if (pgCode(error) === '23505') throw new Fault('already-exists', { what: 'inbox' });
      if (pgCode(error) === '23503') throw new Fault('not-found', { what: 'conversation' });
      throw error;
    });
}

/** What lies in an inbox. Cases that came before any inbox wanted them are taken in. */
export async function setSources(
  platform: Platform,
  actor: Actor,
  { inbox, sources }: Parsed<'inbox.setSources'>,
  from: string,
): Promise<Inbox> {
  requirePermission(actor, 'inbox.configure');
  const setUp = await setUpOf(platform);
  requireInbox(setUp, inbox);
  return platform.db.transaction(async (tx) => {
    await lockInbox(tx, inbox);
    for (const { account } of sources) if (!(await accountOf(tx, account))) throw new Fault('not-found', { what: 'account' });
    await putSources(tx, inbox, sources);
    await noteAct(platform, tx, actor, 'inbox.sources', { id: inbox, name: setUp.inboxes.get(inbox)!.name }, from);
    setUpChanged(platform, tx, inbox);
    await platform.jobs.enqueue(tx, 'inbox.adopt', { inbox }, { key: `inbox.adopt:${inbox}` });
    return saved(tx, actor, inbox);
  });
}

/** Cases looked at together when a source takes in what came before it. */
const straysAtOnce = 500;

/** Takes cases in that lie in no inbox, a few at a time. */
export async function adoptStrays(platform: Platform, inbox: string): Promise<void> {
  const setUp: SetUp = await setUpOf(platform);
  const accounts = [...new Set(setUp.sources.filter((s) => s.inbox === inbox).map(({ account }) => account))];
  for (let after: string | null = null; ; ) {
    const strays: CaseRow[] = await strayCases(platform.db, accounts, after, straysAtOnce);
    for (const stray of strays) {
      if (!inboxesFor(setUp, stray.account, stray.addressed).includes(inbox)) continue;
      await platform.db.transaction(async (tx) => {
        const row = await lockRoot(tx, stray.id);
        if (row && !row.inboxes.includes(inbox)) await joinInboxes(platform, tx, row, [inbox], null);
      });
    }
    if (strays.length < straysAtOnce) return;
    after = strays.at(-1)!.id;
  }
}
