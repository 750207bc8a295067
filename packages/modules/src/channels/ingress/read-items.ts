import { Fault } from '@rapport/contract';
import { BlobError, GuardedFetchError, type Platform, randomInt } from '@rapport/platform';
import type { Account } from '../accounts/account.ts';
import { MissingSecret, Unreadable } from '../adapter.ts';
import { atOf } from '../at.ts';
import { mostReadings, pauseAfter } from '../policy.ts';
import { apply, type Ready, readier } from './apply.ts';
import { dueItems, type KeptItem, nextDue } from './ingress-reader.ts';
import { lockWaiting, markDone, markFailed } from './ingress-writer.ts';
import { openArrival } from './sealed-arrival.ts';

/** Items read in one transaction. */
const page = 100;
/** Items that are read at the same time: media are waited for. */
const atOnce = 8;
/** Milliseconds that an adapter has for one. */
const patience = 120_000;

const late = new Error('The adapter took too long.');

/** The network, the store, a secret to come: it passes. */
const passes = (error: unknown): boolean =>
  error instanceof GuardedFetchError || error instanceof MissingSecret || error instanceof BlobError || error === late;

/** Why an item could not be read, without a word of what it holds. */
function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message.slice(0, 200);
  if (error instanceof MissingSecret) return 'a secret of the account is missing';
  if (error instanceof GuardedFetchError) return `the network: ${error.reason}`;
  if (error instanceof Fault) return error.code;
  if (error === late) return 'it took too long';
  if (error instanceof BlobError) return `the store: ${error.trouble}`;
  return `an error here: ${error instanceof Error ? error.name : 'unknown'}`;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), patience);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

interface Read {
  item: KeptItem;
  ready: readonly Ready[];
}

interface Failed {
  item: KeptItem;
  error: unknown;
}

/** Does something with items, some at a time; what cannot be done with one is told beside the results, in order. */
async function someAtATime<T extends { item: KeptItem }, R>(
  items: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<{ done: R[]; failed: Failed[] }> {
  const results = new Array<{ done: R } | { failed: Failed }>(items.length);
  let next = 0;
  const one = async (i: number): Promise<void> => {
    const it = items[i]!;
    try {
      results[i] = { done: await work(it) };
    } catch (error) {
      results[i] = { failed: { item: it.item, error } };
    }
  };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = next++; i < items.length; i = next++) await one(i);
    }),
  );
  return {
    done: results.flatMap((result) => ('done' in result ? [result.done] : [])),
    failed: results.flatMap((result) => ('failed' in result ? [result.failed] : [])),
  };
}

/** Reads items as their adapter does, and looks up who they are from. */
async function readAll(
  platform: Platform,
  account: Account,
  items: readonly KeptItem[],
): Promise<{ read: Read[]; failed: Failed[] }> {
  const { adapter } = account;
  const at = atOf(platform, account);
  const told = await someAtATime(
    items.map((item) => ({ item })),
    async ({ item }) => {
      const arrival = await openArrival(platform, item);
      if (!arrival) throw new Unreadable('Its bytes are gone.');
      return { item, ingests: (await inTime(Promise.resolve(adapter.read?.(arrival, at)))) ?? [] };
    },
  );
  const make = await readier(
    platform,
    told.done.flatMap(({ ingests }) => ingests),
  );
  const made = await someAtATime(told.done, async ({ item, ingests }) => {
    const ready: Ready[] = [];
    for (const ingest of ingests) ready.push(await make(ingest));
    return { item, ready };
  });
  return { read: made.done, failed: [...told.failed, ...made.failed] };
}

/** What read items say, and that they are done, in one transaction: once, whoever reads them a second time (CH3). */
const settle = (platform: Platform, account: Account, read: readonly Read[]): Promise<void> =>
  platform.db.transaction(async (tx) => {
    const ids = read.map(({ item }) => item.id);
    const waiting = await lockWaiting(tx, ids);
    const still = read.flatMap(({ item, ready }) => (waiting.has(item.id) ? [{ item: item.id, ready }] : []));
    await apply(platform, tx, account, still);
    await markDone(tx, [...waiting], platform.clock.now());
  });

/** What cannot be settled together is settled in halves, so that one bad item holds up none of the others. */
async function settleApart(platform: Platform, account: Account, read: readonly Read[]): Promise<Failed[]> {
  if (read.length === 0) return [];
  try {
    await settle(platform, account, read);
    return [];
  } catch (error) {
    if (read.length === 1) return [{ item: read[0]!.item, error }];
  }
  const half = Math.ceil(read.length / 2);
  const failed = await settleApart(platform, account, read.slice(0, half));
  return [...failed, ...(await settleApart(platform, account, read.slice(half)))];
}

async function noteFailed(platform: Platform, account: Account, { item, error }: Failed): Promise<void> {
  const attempts = item.attempts + 1;
  const dead = error instanceof Unreadable || attempts >= mostReadings[passes(error) ? 'others' : 'ours'];
  const reason = reasonOf(error);
  const now = platform.clock.now();
  const dueAt = dead ? null : now + pauseAfter(attempts, randomInt(1000) / 1000);
  await platform.db.transaction((tx) => markFailed(tx, item.id, reason, dueAt));
  // The error itself may hold what came.
  const where =
    error instanceof Error
      ? error.stack
          ?.split('\n')
          .find((line) => line.includes(' at '))
          ?.trim()
      : undefined;
  platform.logger.warn(
    { account: account.id, channel: account.kind, item: item.id, attempts, dead, reason, where },
    'what came by a channel could not be read',
  );
}

/**
 * Reads what waits of an account. Answers when the next item is due (Unix ms): now where there may be more, undefined where none waits.
 */
export async function readItems(platform: Platform, account: Account): Promise<number | undefined> {
  const items = await dueItems(platform.db, account.id, platform.clock.now(), page);
  if (items.length === 0) return nextDue(platform.db, account.id);
  const { read, failed } = await readAll(platform, account, items);
  failed.push(...(await settleApart(platform, account, read)));
  for (const one of failed) await noteFailed(platform, account, one);
  return platform.clock.now();
}
