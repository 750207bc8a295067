import type { Platform } from '@rapport/platform';
import { allAccounts } from './accounts/account.ts';
import { ingressFigures } from './ingress/ingress-reader.ts';
import { outboxFigures } from './outbox/outbox-reader.ts';

/** Figures of channels by kind, as the house's scraper is told them. */
export function measureChannels(platform: Platform): void {
  const { metrics, db, clock, logger } = platform;
  const waiting = new Map<string, number>();
  const dead = new Map<string, number>();
  const sending = new Map<string, number>();
  const age = new Map<string, number>();
  const add = (to: Map<string, number>, kind: string, more: number) => to.set(kind, (to.get(kind) ?? 0) + more);
  metrics.before(async () => {
    try {
      const kinds = new Map<string, string>((await allAccounts(platform, db)).map(({ id, kind }) => [id, kind]));
      for (const one of [waiting, dead, sending, age]) {
        one.clear();
        for (const kind of kinds.values()) one.set(kind, 0);
      }
      for (const one of await ingressFigures(db)) {
        add(waiting, kinds.get(one.account) ?? 'other', one.waiting);
        add(dead, kinds.get(one.account) ?? 'other', one.dead);
      }
      for (const one of await outboxFigures(db)) {
        const kind = kinds.get(one.account) ?? 'other';
        add(sending, kind, one.waiting);
        if (one.oldest !== null) age.set(kind, Math.max(age.get(kind) ?? 0, (clock.now() - one.oldest) / 1_000));
      }
    } catch (error) {
      logger.warn({ err: error }, 'figures of channels could not be read');
    }
  });
  metrics.gauges('rapport_channel_waiting', 'What came by channels and is not read yet', 'kind', () => waiting);
  metrics.gauges('rapport_channel_dead', 'What came by channels and could not be read', 'kind', () => dead);
  metrics.gauges('rapport_channel_sending', 'Messages that wait to go out', 'kind', () => sending);
  metrics.gauges('rapport_channel_sending_age_seconds', 'Since the oldest of them was written', 'kind', () => age);
}
