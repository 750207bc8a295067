import type { Inspection, Output, Parsed, Permission } from '@rapport/contract';
import { type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, can, requirePermission } from '../access/index.ts';
import { noInspection, present } from './present.ts';
import { countedInspection, inspectionsBelow, looksBelow } from './reader.ts';

const needed = { mine: 'archive.read', waiting: 'archive.approve', all: 'archive.audit' } as const satisfies Record<
  string,
  Permission
>;

export async function listInspections(
  platform: Platform,
  actor: Actor,
  { which, cursor, limit }: Parsed<'archive.list'>,
): Promise<Output<'archive.list'>> {
  requirePermission(actor, needed[which]);
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  const now = platform.clock.now();
  const rows = await inspectionsBelow(platform.db, { which, user: actor.user, now }, below, limit + 1);
  const page = pageOf(rows, limit, ({ id }) => [id]);
  return { ...page, items: page.items.map((row) => present(row, actor, now)) };
}

/** Its asker sees it, who may agree, and who watches over them. */
export async function getInspection(
  platform: Platform,
  actor: Actor,
  { inspection: id }: Parsed<'archive.get'>,
): Promise<Inspection> {
  const all = can(actor, 'archive.approve') || can(actor, 'archive.audit');
  if (!all) requirePermission(actor, 'archive.read');
  const row = await countedInspection(platform.db, id);
  if (!row || (row.askedBy !== actor.user && !all)) throw noInspection();
  return present(row, actor, platform.clock.now());
}

/** AR6: who watches over the archive sees who looked at what, when and what for. */
export async function listLooks(
  platform: Platform,
  actor: Actor,
  { cursor, limit, inspection, by }: Parsed<'archive.looks'>,
): Promise<Output<'archive.looks'>> {
  requirePermission(actor, 'archive.audit');
  const [below] = readCursor<[string]>(cursor, ['id']) ?? [];
  return pageOf(await looksBelow(platform.db, { inspection, by }, below, limit + 1), limit, ({ id }) => [id]);
}
