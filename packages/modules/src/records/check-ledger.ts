import { parseLeaf } from '@rapport/ledger';
import { type Found, found, type Queryable, type RoomCheck, readerLags, type Vault } from '@rapport/platform';
import { someRecordKeys } from '../conversations/index.ts';
import { headNow, leavesBetween, newestEpoch, publishedCheckpoint } from './reader.ts';

/** Seconds. An event is proved about one after it was written. */
const usualLate = 60;
/** How long it is said that another log was begun, ms. */
const news = 30 * 86_400_000;

/** Whether this master key, or one that came after it, sealed it. */
export function opens(vault: Vault, sealed: Uint8Array): boolean {
  try {
    vault.open(sealed).fill(0);
    return true;
  } catch {
    return false;
  }
}

function unwraps(vault: Vault, wrapped: Uint8Array): boolean {
  try {
    vault.unwrap(wrapped).fill(0);
    return true;
  } catch {
    return false;
  }
}

/** What the doctor says of the ledger, as the database tells it: no server has to run. */
export async function checkLedger({ db, clock, vault }: Parameters<RoomCheck>[0], late = usualLate): Promise<Found[]> {
  const head = await headNow(db);
  const epoch = await newestEpoch(db);
  if (!head || !epoch) return [found('ledger-none')];
  if (vault && !opens(vault, head.epoch.sealedKey)) return [found('ledger-key-lost')];
  const said: Found[] = [];
  const { n, reason, openedAt } = epoch;
  if (reason !== 'first' && clock.now() - openedAt < news)
    said.push(found('ledger-new', { epoch: n, reason, day: new Date(openedAt).toISOString().slice(0, 10) }));
  const shown = (await publishedCheckpoint(db, n))?.size ?? 0;
  const [first] = await leavesBetween(db, n, shown, shown + 1);
  const lag = (await readerLags(db)).find(({ name }) => name === 'records')?.seconds ?? 0;
  const age = Math.max(lag, first ? (clock.now() - parseLeaf(first.leaf).at) / 1_000 : 0);
  said.push(
    age > late ? found('ledger-behind', { seconds: Math.round(age) }) : found('ledger-good', { epoch: n, size: head.tree.size }),
  );
  if (vault) said.push(...(await checkKeys(db, vault)));
  return said;
}

/** Keys of records looked at, half of them of the oldest conversations, half of the newest: which key wrapped them changes rarely. */
const keysLookedAt = 100;

/** What was recorded under a master key that was lost since can be read, and not be proved any more. */
async function checkKeys(db: Queryable, vault: Vault): Promise<Found[]> {
  const keys = await someRecordKeys(db, keysLookedAt / 2);
  const lost = keys.filter((key) => !unwraps(vault, key)).length;
  return lost > 0 ? [found('key-damaged', { lost, looked: keys.length })] : [];
}
