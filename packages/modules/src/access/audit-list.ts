import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, auditEntries, requirePermission } from '../people/index.ts';

/** What administrators did, newest first. */
export async function auditList(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.auditList'>,
): Promise<Output<'access.auditList'>> {
  requirePermission(actor, 'audit.read');
  const { cursor, limit, ...query } = input;
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor))
    throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor of this list' });
  const rows = await auditEntries(platform.db, { ...query, below: cursor, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, ...(rows.length > limit ? { next: items.at(-1)!.id } : {}) };
}
