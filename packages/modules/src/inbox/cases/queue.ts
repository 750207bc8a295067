import type { CaseStatus, Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { handlesEver } from '../../contacts/index.ts';
import { requireConversation } from '../../conversations/index.ts';
import { myInboxes, requireCase, unknownInbox } from '../guard.ts';
import { casesOf, casesOfHandles, eventsOf, queueCounts, queueRows } from './case-reader.ts';
import { presentCases, presentPane } from './present.ts';

type View = Parsed<'inbox.queue'>['view'];
const statuses: Readonly<Record<View, readonly CaseStatus[]>> = {
  mine: ['open'],
  unassigned: ['open'],
  open: ['open'],
  waiting: ['waiting'],
  snoozed: ['snoozed'],
  solved: ['solved'],
  closed: ['closed'],
};

/** Cases of my inboxes, or of one of them, as they are to be worked. */
export async function queue(platform: Platform, actor: Actor, input: Parsed<'inbox.queue'>): Promise<Output<'inbox.queue'>> {
  const { view, limit, label, assignee } = input;
  const after = readCursor<[number, number, number, string]>(input.cursor, ['number', 'number', 'number', 'id']);
  const mine = await myInboxes(platform, platform.db, actor);
  if (input.inbox !== undefined && !mine.has(input.inbox)) throw unknownInbox();
  const inboxes = input.inbox === undefined ? [...mine] : [input.inbox];
  const [rows, counts] = await Promise.all([
    queueRows(platform.db, {
      inboxes,
      status: statuses[view],
      assignee: view === 'mine' ? actor.user : (assignee ?? null),
      unassigned: view === 'unassigned',
      label: label ?? null,
      done: view === 'solved' || view === 'closed',
      after,
      limit: limit + 1,
    }),
    queueCounts(platform.db, inboxes, actor.user, platform.clock.now()),
  ]);
  const page = pageOf(rows, limit, ({ a, b, c, id }) => [a, b, c, id]);
  return { ...page, items: await presentCases(platform.db, actor, page.items), counts };
}

export async function getCase(platform: Platform, actor: Actor, { case: id }: Parsed<'cases.get'>): Promise<Output<'cases.get'>> {
  return presentPane(platform, platform.db, actor, await requireCase(platform, platform.db, actor, id));
}

export async function caseEvents(
  platform: Platform,
  actor: Actor,
  { case: id, cursor, limit }: Parsed<'cases.events'>,
): Promise<Output<'cases.events'>> {
  const below = readCursor<[number, string, number]>(cursor, ['number', 'id', 'number']);
  const row = await requireCase(platform, platform.db, actor, id);
  return pageOf(await eventsOf(platform.db, row.id, below, limit + 1), limit, (last) => [last.at, last.case, last.ev]);
}

/** Cases of a contact, on all its channels, that lie in my inboxes. */
export async function ofContact(
  platform: Platform,
  actor: Actor,
  { contact }: Parsed<'cases.ofContact'>,
): Promise<Output<'cases.ofContact'>> {
  requirePermission(actor, 'contacts.read');
  const handles = await handlesEver(platform.db, contact);
  const mine = await myInboxes(platform, platform.db, actor);
  return { cases: await presentCases(platform.db, actor, await casesOfHandles(platform.db, handles, [...mine], 100)) };
}

/** For a conversation that I may read: of its cases those that lie in my inboxes. */
export async function ofConversation(
  platform: Platform,
  actor: Actor,
  { conversation }: Parsed<'cases.ofConversation'>,
): Promise<Output<'cases.ofConversation'>> {
  await requireConversation(platform.db, actor, conversation, 'look');
  const mine = await myInboxes(platform, platform.db, actor);
  const rows = (await casesOf(platform.db, [conversation], 100)).filter((row) => row.inboxes.some((id) => mine.has(id)));
  return { cases: await presentCases(platform.db, actor, rows) };
}
