import type { Platform } from '@rapport/platform';
import type { Account } from '../accounts/account.ts';
import { dropValues, pauseTransport } from '../accounts/transport-writer.ts';
import { codeOf } from '../policy.ts';
import { tellAccount } from '../tend/hints.ts';

/** The platform does not accept our credentials: nothing is lost, nothing more is tried until an administrator has looked (CH8). */
export async function pauseAccount(platform: Platform, { id, kind }: Account, because: string): Promise<void> {
  const code = codeOf(because);
  const paused = await platform.db.transaction(async (tx) => {
    const now = await pauseTransport(tx, id, code, platform.clock.now());
    if (now) {
      await dropValues(tx, id);
      tellAccount(platform, tx, id);
    }
    return now;
  });
  if (paused)
    platform.logger.warn({ account: id, channel: kind, code }, 'an account of a channel rests: its platform refuses us');
}
