import type { Platform } from '@rapport/platform';
import { openAt } from '../hours/work-hours.ts';
import { inboxesFor, setUpOf } from './memory.ts';

/**
 * Whether somebody is there for what comes to an account, or to one address of it, and if not, when (Unix ms). Without an inbox, or without hours,
 * somebody always is; of several inboxes one suffices.
 */
export async function attendanceOf(
  platform: Platform,
  account: string,
  address = '',
): Promise<{ open: boolean; opensAt?: number }> {
  const setUp = await setUpOf(platform);
  const hours = inboxesFor(setUp, account, address === '' ? [] : [address]).map((id) =>
    setUp.hours.get(setUp.inboxes.get(id)?.hours ?? ''),
  );
  if (hours.length === 0) return { open: true };
  const now = platform.clock.now();
  const opens: number[] = [];
  for (const one of hours) {
    const state = one ? openAt(one, now) : ({ open: true } as const);
    if (state.open) return { open: true };
    if (state.until !== undefined) opens.push(state.until);
  }
  return { open: false, ...(opens.length > 0 ? { opensAt: Math.min(...opens) } : {}) };
}
