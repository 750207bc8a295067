import type { ImportItem, ItemRange } from '../import-item.ts';
import { dayMinutes } from './clock.ts';
import { fileItems, type LogContext } from './file-items.ts';
import type { FileSurvey } from './survey.ts';

interface Head {
  item: ImportItem;
  rest: AsyncIterator<ImportItem>;
  order: number;
}

/**
 * The logs of one channel as one stream in time order. Logs of days come one after the other; logs that overlap (two people
 * logged the same channel) are interleaved and what both say is given once.
 */
export async function* mergeLogs(
  surveys: readonly FileSurvey[],
  lines: (path: string) => AsyncIterable<string>,
  context: LogContext,
  range: ItemRange = {},
): AsyncIterable<ImportItem> {
  const waiting = [...surveys].sort((a, b) => startOf(a) - startOf(b) || (a.path < b.path ? -1 : 1));
  const open: Head[] = [];
  let order = 0;
  let stamp = 0;
  let said = new Set<string>();
  const openNext = async () => {
    const rest = fileItems(waiting.shift()!, lines, context)[Symbol.asyncIterator]();
    const first = await rest.next();
    if (!first.done) open.push({ item: first.value, rest, order: order++ });
  };
  try {
    while (open.length > 0 || waiting.length > 0) {
      // A zone can move a day's start by 14 hours either way: open a log a day early rather than late.
      while (waiting.length > 0 && (open.length === 0 || startOf(waiting[0]!) - DAY <= earliest(open).item.atMicros / 60_000_000))
        await openNext();
      if (open.length === 0) continue;
      const head = earliest(open);
      const { item } = head;
      if (item.atMicros !== stamp) said = new Set();
      stamp = item.atMicros;
      if (said.has(item.externalId)) context.report({ reason: 'line-twice', where: item.where, count: 1 });
      else if (range.fromMicros === undefined || item.atMicros >= range.fromMicros) yield item;
      said.add(item.externalId);
      const next = await head.rest.next();
      if (next.done) open.splice(open.indexOf(head), 1);
      else head.item = next.value;
    }
  } finally {
    for (const head of open) await head.rest.return?.();
  }
}

const DAY = 1440;

function startOf(survey: FileSurvey): number {
  return dayMinutes(survey.start!.date);
}

function earliest(open: readonly Head[]): Head {
  return open.reduce((best, head) =>
    head.item.atMicros < best.item.atMicros || (head.item.atMicros === best.item.atMicros && head.order < best.order)
      ? head
      : best,
  );
}
