import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { teamMembers } from '../../conversations/index.ts';
import { myInboxes } from '../guard.ts';
import { setUpOf } from '../set-up/memory.ts';
import { givenBy, heardSince, type SaidPlace, takingNone, waitingRows } from './attention-reader.ts';
import { type CaseRow, partsOf, rootRow } from './case-reader.ts';

/** How far back it is looked whether somebody was called before. */
const lookedBack = 50;

/** Somebody whom a case may call, and the inboxes by which it does. */
export interface Callable {
  user: string;
  inboxes: readonly string[];
}

/** Whom what happened to a case concerns. */
export interface CaseCall extends SaidPlace {
  case: string;
  /** Whether somebody has it: then it is theirs alone. */
  isTaken: boolean;
  /** Whom it is for. */
  people: readonly Callable[];
  /** To whom it was given just now. */
  given: string | null;
  /** What the contact had said before, and has had no answer to: whoever has not read that was called by it. */
  before: readonly SaidPlace[];
}

/** Whoever has it; else those of its teams who take work. */
async function callable(platform: Platform, q: Queryable, row: CaseRow): Promise<Callable[]> {
  if (row.assignee !== null) return [{ user: row.assignee, inboxes: row.inboxes }];
  const { inboxes } = await setUpOf(platform);
  const groups = new Map(row.inboxes.flatMap((id) => (inboxes.has(id) ? [[id, inboxes.get(id)!.group] as const] : [])));
  const members = await teamMembers(q, [...new Set(groups.values())]);
  const users = [...new Set(members.map(({ user }) => user))];
  const resting = await takingNone(q, users);
  return users
    .filter((user) => !resting.has(user))
    .map((user) => ({
      user,
      inboxes: [...groups].filter(([, group]) => members.some((m) => m.group === group && m.user === user)).map(([id]) => id),
    }));
}

/**
 * Whom these events of a case concern, as it is now; undefined where they concern nobody any more. What it costs grows with the people of its
 * inboxes, not with their cases.
 */
export async function callOfCase(
  platform: Platform,
  q: Queryable,
  news: readonly { case: string; ev: number }[],
): Promise<CaseCall | undefined> {
  const row = news[0] && (await rootRow(q, news[0].case));
  if (row?.status !== 'open') return undefined;
  const heard = row.waitsSince === null ? [] : await heardSince(q, row.id, lookedBack);
  const isNews = new Set(news.map((n) => `${n.case}/${n.ev}`));
  const oldest = heard.findLastIndex((one) => isNews.has(`${one.case}/${one.ev}`));
  const assigned = await givenBy(q, news);
  const given = row.assignee !== null && assigned.includes(row.assignee) ? row.assignee : null;
  if (oldest < 0 && given === null) return undefined;
  const newest = heard[0] ?? (await partsOf(q, row.id)).map(({ conversation, from }) => ({ conversation, seq: from })).at(-1);
  if (!newest) return undefined;
  return {
    case: row.id,
    conversation: newest.conversation,
    seq: newest.seq,
    isTaken: row.assignee !== null,
    people: await callable(platform, q, row),
    given,
    before: oldest < 0 ? [] : heard.slice(oldest + 1),
  };
}

/** My open cases in which a contact waits, and those that nobody has in these of my inboxes; with what was said last. */
export async function waitingFor(
  platform: Platform,
  q: Queryable,
  actor: Actor,
  isWanted: (inbox: string) => boolean,
  limit: number,
): Promise<(SaidPlace & { case: string })[]> {
  const mine = [...(await myInboxes(platform, q, actor))];
  return mine.length === 0 ? [] : waitingRows(q, actor.user, mine.filter(isWanted), limit);
}
