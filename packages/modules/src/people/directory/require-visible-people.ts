import { Fault } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { type UserRow, visibleUsers } from './reader.ts';

/** The people behind these ids, in no order; `not-found` when one of them is unknown, closed or not to be seen (PE9). */
export async function requireVisiblePeople(q: Queryable, actor: Actor, ids: readonly string[]): Promise<UserRow[]> {
  const wanted = new Set(ids);
  if (wanted.size === 0) return [];
  const rows = (await visibleUsers(q, actor, [...wanted])).filter((row) => row.deactivatedAt === null);
  if (rows.length < wanted.size) throw new Fault('not-found', { what: 'user' });
  return rows;
}
