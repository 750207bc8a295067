import { Fault, type Output, type Parsed, type ReportGroup } from '@rapport/contract';
import { dayAt, type Platform } from '@rapport/platform';
import { type Actor, can } from '../../access/index.ts';
import { organizationSettings, peopleByIds } from '../../people/index.ts';
import { listAccounts } from '../../policy/index.ts';
import { myInboxes, unknownInbox } from '../guard.ts';
import { type SetUp, setUpOf } from '../set-up/memory.ts';
import { reportRows } from './report-reader.ts';

/** 400 days: a year against the one before is two reports, or one that compares. */
const longest = 400 * 86_400_000;

async function namesOf(
  platform: Platform,
  by: ReportGroup,
  keys: readonly string[],
  setUp: SetUp,
): Promise<(key: string) => string> {
  const ids = keys.filter((key) => key !== '');
  if (by === 'agent') {
    const people = new Map((await peopleByIds(platform.db, ids)).map(({ id, name }) => [id as string, name]));
    return (key) => people.get(key) ?? '';
  }
  if (by === 'channel') {
    const accounts = new Map((await listAccounts(platform.db)).map(({ id, name }) => [id as string, name]));
    return (key) => accounts.get(key) ?? '';
  }
  return by === 'inbox' ? (key) => setUp.inboxes.get(key)?.name ?? '' : (key) => key;
}

const isZone = (zone: string): boolean => {
  try {
    dayAt(zone, 0);
    return true;
  } catch {
    return false;
  }
};

/** A time to report on, and the one before it. */
function requireTimes({ from, to, before }: Parsed<'inbox.report'>): void {
  if (to <= from || to - from > longest)
    throw new Fault('invalid-input', { field: 'to', reason: 'after `from`, and not more than 400 days' });
  if (before !== undefined && (before >= from || from - before > longest))
    throw new Fault('invalid-input', { field: 'before', reason: 'before `from`, and not more than 400 days' });
}

/** Figures only: whoever supervises need not be of the team. Inboxes that one does not supervise are not counted (IN13). */
export async function report(platform: Platform, actor: Actor, input: Parsed<'inbox.report'>): Promise<Output<'inbox.report'>> {
  const { from, to, before, inbox, by, agent, label, account } = input;
  const setUp = await setUpOf(platform);
  const mine = [...setUp.inboxes.keys()].filter((id) => can(actor, 'inbox.supervise', { kind: 'inbox', id }));
  if (inbox !== undefined && !mine.includes(inbox)) throw unknownInbox();
  requireTimes(input);
  const zone = input.zone ?? (await organizationSettings(platform)).timeZone;
  if (!isZone(zone)) throw new Fault('invalid-input', { field: 'zone', reason: 'no time zone' });
  const working = await myInboxes(platform, platform.db, actor);
  const asked = { from, to, inboxes: inbox === undefined ? mine : [inbox], zone, agent, label, account };
  // One after the other: a report is no reason to take several connections.
  const rows = await reportRows(platform.db, by, asked);
  const [total] = await reportRows(platform.db, null, asked);
  const [past] = before === undefined ? [] : await reportRows(platform.db, null, { ...asked, from: before, to: from });
  const nameOf = await namesOf(
    platform,
    by,
    rows.map(({ key }) => key),
    setUp,
  );
  return {
    inboxes: mine.map((id) => ({ id: id as never, name: setUp.inboxes.get(id)?.name ?? '', mine: working.has(id) })),
    zone,
    rows: rows.map((row) => ({ ...row, name: nameOf(row.key) })),
    total: total!,
    before: past ?? null,
  };
}
