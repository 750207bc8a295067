import type { ChannelSetup } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { ingressFigures } from '../ingress/ingress-reader.ts';
import { refusedSince } from '../ingress/refused-reader.ts';
import { failedSince, outboxFigures } from '../outbox/outbox-reader.ts';
import type { Account } from './account.ts';
import { secretNames } from './secrets.ts';
import { lastTimes, type TendingRow, tendings } from './tending-reader.ts';

const day = 86_400_000;

const houseOf = ({ config }: Platform): string => config.url.replace(/\/$/, '');

/** Where the platform of an account calls us. */
export const webhookOf = (platform: Platform, account: string): string => `${houseOf(platform)}/api/channels/${account}`;

const shownTending = ({ what, goodAt, since, at, times, code }: TendingRow): ChannelSetup['tending'][number] => ({
  what,
  ...(goodAt === null ? {} : { goodAt }),
  ...(since === null ? {} : { trouble: { since, at: at ?? since, times, code: code ?? 'unknown' } }),
});

/** Accounts as administrators see them: with how each goes, without secrets. */
export async function presentAccounts(platform: Platform, accounts: readonly Account[]): Promise<ChannelSetup[]> {
  const q = platform.db;
  const ingress = new Map((await ingressFigures(q)).map((one) => [one.account, one]));
  const outbox = new Map((await outboxFigures(q)).map((one) => [one.account, one]));
  const failed = new Map((await failedSince(q, platform.clock.now() - day)).map((one) => [one.account, one.failed]));
  const refused = new Map((await refusedSince(q, platform.clock.now() - day)).map((one) => [one.account, one.refused]));
  const last = new Map((await lastTimes(q)).map((one) => [one.account, one]));
  const tended = await tendings(q);
  return accounts.map((account) => {
    const { id, kind, name, enabled, capabilities, createdAt, transport, adapter } = account;
    const came = ingress.get(id);
    const goes = outbox.get(id);
    const { lastIn, lastOut } = last.get(id) ?? { lastIn: null, lastOut: null };
    return {
      id,
      kind,
      name,
      enabled,
      capabilities,
      settings: transport.settings as ChannelSetup['settings'],
      secrets: secretNames(platform, transport.secrets),
      rawDays: transport.rawDays,
      ...(adapter.webhook ? { webhook: webhookOf(platform, id) } : {}),
      ...(kind === 'web' ? { chat: `${houseOf(platform)}/widget/${id}` } : {}),
      ...(transport.pausedAt === null ? {} : { paused: { at: transport.pausedAt, because: transport.pausedBecause ?? '' } }),
      waiting: came?.waiting ?? 0,
      dead: came?.dead ?? 0,
      sending: goes?.waiting ?? 0,
      failed: failed.get(id) ?? 0,
      refused: refused.get(id) ?? 0,
      ...(came?.oldest ? { waitingSince: came.oldest } : {}),
      ...(goes?.oldest ? { sendingSince: goes.oldest } : {}),
      ...(lastIn === null ? {} : { lastIn }),
      ...(lastOut === null ? {} : { lastOut }),
      tending: tended.filter((one) => one.account === id).map(shownTending),
      createdAt,
    };
  });
}
