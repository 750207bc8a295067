import type { ImportItem, ItemRange, ReportSkip } from '../import-item.ts';
import { entryToItem } from './entry-items.ts';
import { isJson, type Json, slackMicros, text } from './shapes.ts';

export interface RawEntry {
  entry: unknown;
  where: string;
}

/**
 * The entries of one day of one conversation → items in time order. Each entry gives one item or one skip; an entry
 * that says again what another said (same kind, same id) is a skip.
 */
export function* itemsOfEntries(entries: readonly RawEntry[], range: ItemRange, report: ReportSkip): Iterable<ImportItem> {
  const ordered = entries
    .map(({ entry, where }, index) => ({ entry, where, index, at: isJson(entry) ? (slackMicros(entry.ts) ?? 0) : 0 }))
    .sort((a, b) => a.at - b.at || a.index - b.index);
  const seen = new Set<string>();
  for (const { entry, where, at } of ordered) {
    if (range.fromMicros !== undefined && at < range.fromMicros) continue;
    if (!isJson(entry)) {
      report({ reason: 'not-an-object', where, count: 1 });
      continue;
    }
    const key = entryKey(entry);
    if (key !== undefined && seen.has(key)) {
      report({ reason: 'entry-twice', where, count: 1 });
      continue;
    }
    if (key !== undefined) seen.add(key);
    const item = entryToItem(entry, where, report);
    if (item) yield item;
  }
}

function entryKey(entry: Json): string | undefined {
  const ts = text(entry, 'ts');
  if (ts === undefined) return undefined;
  const event = entry.subtype === 'message_changed' || entry.subtype === 'message_deleted' || entry.subtype === 'message_replied';
  return event ? `${String(entry.subtype)} ${ts}` : ts;
}
