import type { Output, Parsed } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, auditEntries, requirePermission } from '../people/index.ts';

/** What administrators did, newest first. */
export async function auditList(
  platform: Platform,
  actor: Actor,
  input: Parsed<'access.auditList'>,
): Promise<Output<'access.auditList'>> {
  requirePermission(actor, 'audit.read');
  const { cursor, limit, ...query } = input;
  const below = readCursor<[string]>(cursor, ['id'])?.[0];
  const rows = await auditEntries(platform.db, { ...query, below, limit: limit + 1 });
  return pageOf(rows, limit, ({ id }) => [id]);
}
