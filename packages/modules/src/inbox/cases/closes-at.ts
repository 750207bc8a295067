import type { SetUp } from '../set-up/memory.ts';
import type { CaseRow } from './case-reader.ts';

const dayMs = 86_400_000;

/** When a solved case is closed by itself (Unix ms): of several inboxes the longest time holds, and one that closes nothing keeps it (IN17). */
export function closesAt({ inboxes }: SetUp, row: Pick<CaseRow, 'status' | 'solvedAt' | 'inboxes'>): number | null {
  if (row.status !== 'solved' || row.solvedAt === null || row.inboxes.length === 0) return null;
  const days: number[] = [];
  for (const id of row.inboxes) {
    const own = inboxes.get(id)?.settings.closeDays ?? null;
    if (own === null) return null;
    days.push(own);
  }
  return row.solvedAt + Math.max(...days) * dayMs;
}
