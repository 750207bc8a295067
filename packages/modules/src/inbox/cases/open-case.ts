import { newId, type Platform, type Tx } from '@rapport/platform';
import { closeTo, openTo } from '../../conversations/index.ts';
import { setUpOf } from '../set-up/memory.ts';
import { beginning, noTargets } from '../sla/clocks.ts';
import { type CaseRow, casesOf, lockRoot } from './case-reader.ts';
import { addToInboxes, insertCase, insertPart } from './case-writer.ts';
import { type Bare, type CaseChange, type Cause, priorityName, targetsOf, tell } from './tell.ts';

export interface NewMatter {
  handle: string;
  account: string;
  conversation: string;
  thread: string;
  from: number;
  until?: number | null;
  inboxes: readonly string[];
  title?: string | null;
  follows?: string | null;
  /** Addresses of ours that it came to. */
  addressed?: readonly string[];
  priority?: number;
  assignee?: string | null;
  /** No person wrote what it begins with: it calls nobody. */
  auto?: true;
  /** The contact waits for an answer since then. */
  heardAt?: number | null;
  /** It was part of another case before. */
  split?: true;
}

/** What is told of its beginning. */
const toldOf = ({ conversation, thread, from, inboxes, assignee, priority, split, auto }: NewMatter) => ({
  conversation,
  thread,
  from,
  inboxes: [...inboxes],
  ...(assignee ? { user: assignee } : {}),
  ...(priority === undefined ? {} : { priority: priorityName(priority) }),
  ...(split ? { split } : {}),
  ...(auto ? { auto } : {}),
});

/** Begins a case, and opens its conversation to the teams of its inboxes (IN1). */
export async function openCase(platform: Platform, tx: Tx, matter: NewMatter, cause: Cause): Promise<CaseRow> {
  const setUp = await setUpOf(platform);
  const at = platform.clock.now();
  const id = newId(at);
  const [first] = matter.inboxes;
  const weight = setUp.inboxes.get(first ?? '')?.settings.routing.weight ?? 1;
  const priority = matter.priority ?? 1;
  await platform.log.create(tx, id, 'case');
  await insertCase(tx, {
    id,
    handle: matter.handle,
    account: matter.account,
    title: matter.title ?? null,
    priority,
    weight,
    follows: matter.follows ?? null,
    addressed: matter.addressed ?? [],
    at,
    by: cause.actor,
    clocks: beginning(at, noTargets),
  });
  await addToInboxes(tx, id, matter.inboxes, at);
  await insertPart(tx, {
    case: id,
    conversation: matter.conversation,
    thread: matter.thread,
    from: matter.from,
    until: matter.until ?? null,
  });
  await openTeams(platform, tx, matter.conversation, matter.inboxes, cause.actor);
  const row = (await lockRoot(tx, id))!;
  const clock: Bare[] = [{ type: 'targets', targets: targetsOf(setUp, row) }, { type: 'opened' }];
  const opened: CaseChange = {
    type: 'case.opened',
    data: toldOf(matter),
    clock: matter.heardAt == null ? clock : [...clock, { type: 'heard' }],
  };
  const heard = matter.heardAt == null ? {} : { heard_at: matter.heardAt, waits_since: matter.heardAt, heard: 1 };
  const owner = matter.assignee ? { assignee_id: matter.assignee } : {};
  // Hours may begin before this instant was known to the clocks.
  return tell(
    platform,
    tx,
    { ...row, clocks: { ...row.clocks, at: Math.min(at, row.clocks.at) } },
    [opened],
    { ...heard, ...owner },
    cause,
  );
}

/** Lets the teams of these inboxes read and answer a conversation. */
export async function openTeams(
  platform: Platform,
  tx: Tx,
  conversation: string,
  inboxes: readonly string[],
  by: string | null,
): Promise<void> {
  const setUp = await setUpOf(platform);
  const groups = [...new Set(inboxes.flatMap((id) => setUp.inboxes.get(id)?.group ?? []))];
  if (groups.length > 0) await openTo(platform, tx, conversation, groups, by);
}

/** Of the teams of these inboxes those that have no case of a conversation (any more) read it no more. */
export async function closeTeams(
  platform: Platform,
  tx: Tx,
  conversation: string,
  inboxes: readonly string[],
  by: string | null,
): Promise<void> {
  const setUp = await setUpOf(platform);
  const others = (await casesOf(tx, [conversation], 1_000)).flatMap((one) => one.inboxes);
  const kept = new Set(others.map((id) => setUp.inboxes.get(id)?.group));
  const groups = [...new Set(inboxes.flatMap((id) => setUp.inboxes.get(id)?.group ?? []))].filter((group) => !kept.has(group));
  if (groups.length > 0) await closeTo(platform, tx, conversation, groups, by);
}
