import { Fault } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { type Actor, can, requirePermission } from '../access/index.ts';
import { teamsAmong } from '../conversations/index.ts';
import { type CaseRow, rootRow } from './cases/case-reader.ts';
import { unknownCase } from './cases/tell.ts';
import { type SetUp, setUpOf } from './set-up/memory.ts';
import type { InboxRow } from './set-up/set-up-reader.ts';

export const unknownInbox = (): Fault => new Fault('not-found', { what: 'inbox' });

/** Inboxes in which somebody works: those of whose groups they are members. Guests never work with customers. */
export async function myInboxes(platform: Platform, q: Queryable, actor: Actor): Promise<Set<string>> {
  if (actor.kind === 'guest') return new Set();
  const { inboxes } = await setUpOf(platform);
  const teams = new Set(await teamsAmong(q, actor.user, [...new Set([...inboxes.values()].map(({ group }) => group))]));
  return new Set([...inboxes.values()].filter(({ group }) => teams.has(group)).map(({ id }) => id));
}

/**
 * The guarded read of a case (IN2): of the one it stands under, for whoever works in one of its inboxes. Whoever may not see it learns nothing, not
 * even that it is there.
 */
export async function requireCase(platform: Platform, q: Queryable, actor: Actor, id: string): Promise<CaseRow> {
  const row = actor.kind === 'guest' ? undefined : await rootRow(q, id);
  if (!row) throw unknownCase();
  const mine = await myInboxes(platform, q, actor);
  if (!row.inboxes.some((inbox) => mine.has(inbox))) throw unknownCase();
  return row;
}

/** An inbox in which I work. */
export async function requireMyInbox(platform: Platform, q: Queryable, actor: Actor, id: string): Promise<InboxRow> {
  const row = (await setUpOf(platform)).inboxes.get(id);
  if (!row || !(await myInboxes(platform, q, actor)).has(id)) throw unknownInbox();
  return row;
}

export const mayConfigure = (actor: Actor, id: string): boolean => can(actor, 'inbox.configure', { kind: 'inbox', id });

/** Whoever sets up inboxes: all of them, or this one. What stands for all of them is for who sets up all. */
export function requireConfigure(actor: Actor, id?: string | null): void {
  if (id == null) requirePermission(actor, 'inbox.configure');
  else requirePermission(actor, 'inbox.configure', { kind: 'inbox', id });
}

/** An inbox that there is, archived or not. */
export function requireInbox(setUp: SetUp, id: string): InboxRow {
  const row = setUp.inboxes.get(id);
  if (!row) throw unknownInbox();
  return row;
}
