import { type Found, found, type RoomCheck } from '@rapport/platform';
import { listAccounts } from '../policy/index.ts';
import { type TendingRow, tendings } from './accounts/tending-reader.ts';
import { transports } from './accounts/transport-reader.ts';
import { ingressFigures } from './ingress/ingress-reader.ts';
import { failedSince, outboxFigures } from './outbox/outbox-reader.ts';

/** Milliseconds after which what waits waits too long. */
const usualLate = 15 * 60_000;
const day = 86_400_000;
/** Milliseconds for which an account may be out of reach before somebody should know: a server that is restarted is back by then. */
const usualGone = 5 * 60_000;

/** Accounts whose platform has not been reached for a while, each once, though it may be asked and held. */
function outOfReach(
  rows: readonly TendingRow[],
  names: ReadonlyMap<string, string>,
  resting: ReadonlySet<string>,
  since: number,
  now: number,
): Found[] {
  const worst = new Map<string, { since: number; code: string }>();
  for (const { account, what, since: bad, code } of rows) {
    if (what === 'call' || bad === null || bad > since || resting.has(account)) continue;
    if (bad < (worst.get(account)?.since ?? now)) worst.set(account, { since: bad, code: code ?? 'unknown' });
  }
  return [...worst].flatMap(([account, { since: bad, code }]) => {
    const name = names.get(account);
    return name ? [found('channel-out-of-reach', { name, code, minutes: Math.round((now - bad) / 60_000) })] : [];
  });
}

/** What the doctor says of channels, as the database tells it: what rests, what could not be read, what does not get out. */
export async function checkChannels(
  { db, clock }: Parameters<RoomCheck>[0],
  late = usualLate,
  gone = usualGone,
): Promise<Found[]> {
  const accounts = (await listAccounts(db)).filter(({ enabled }) => enabled);
  if (accounts.length === 0) return [];
  const names = new Map<string, string>(accounts.map(({ id, name }) => [id, name]));
  const now = clock.now();
  const said: Found[] = [];
  const resting = new Set<string>();
  for (const { account, pausedAt, pausedBecause } of await transports(db)) {
    const name = names.get(account);
    if (!name || pausedAt === null) continue;
    resting.add(account);
    said.push(found('channel-rests', { name, code: pausedBecause ?? '' }));
  }
  said.push(...outOfReach(await tendings(db), names, resting, now - gone, now));
  for (const { account, dead, oldest } of await ingressFigures(db)) {
    const name = names.get(account);
    if (!name) continue;
    if (dead > 0) said.push(found('channel-dead-letters', { name, count: dead }));
    if (oldest !== null && now - oldest > late)
      said.push(found('channel-behind', { name, minutes: Math.round((now - oldest) / 60_000) }));
  }
  for (const { account, oldest } of await outboxFigures(db)) {
    const name = names.get(account);
    if (name && oldest !== null && now - oldest > late)
      said.push(found('channel-outbox-behind', { name, minutes: Math.round((now - oldest) / 60_000) }));
  }
  for (const { account, failed } of await failedSince(db, now - day)) {
    const name = names.get(account);
    if (name && failed > 0) said.push(found('channel-failed', { name, count: failed }));
  }
  return said.length > 0 ? said : [found('channels-good', { count: accounts.length })];
}
