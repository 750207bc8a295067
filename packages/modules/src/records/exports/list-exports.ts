import { Fault, type Output, type Parsed, type RecordExport } from '@rapport/contract';
import { isId, type Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { exportsOf, findExport } from './export-reader.ts';
import { type ExportRow, exportOf } from './rows.ts';

export async function listExports(
  platform: Platform,
  actor: Actor,
  { cursor, limit }: Parsed<'exports.list'>,
): Promise<Output<'exports.list'>> {
  if (cursor !== undefined && !isId(cursor)) throw new Fault('invalid-input', { field: 'cursor', reason: 'not a cursor' });
  const rows = await exportsOf(platform.db, actor.user, cursor, limit + 1);
  const items = rows.slice(0, limit).map(exportOf);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: last.id } : {}) };
}

/** Only its maker sees a bundle. @throws Fault `not-found` */
export async function requireExport(platform: Platform, actor: Actor, id: string): Promise<ExportRow> {
  const row = await findExport(platform.db, id);
  if (!row || row.maker !== actor.user) throw new Fault('not-found', { what: 'export' });
  return row;
}

export const getExport = async (platform: Platform, actor: Actor, { export: id }: Parsed<'exports.get'>): Promise<RecordExport> =>
  exportOf(await requireExport(platform, actor, id));
