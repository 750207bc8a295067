import type { Readable } from 'node:stream';
import { guardedFetch, type Platform } from '@rapport/platform';
import { seenHandleRow } from '../contacts/index.ts';
import { customersOf } from '../conversations/index.ts';
import { bytesOfFiles, fileDigests, storeReceived } from '../files/index.ts';
import { type Account, accountNow } from './accounts/account.ts';
import { openSecrets } from './accounts/secrets.ts';
import { sharedValue } from './accounts/transport-reader.ts';
import { lockValue, putValue } from './accounts/transport-writer.ts';
import { type At, MissingSecret, type Said, Unreadable } from './adapter.ts';
import { nativeMessage } from './said-reader.ts';

/** What an adapter may fetch by itself: media of a message are the largest. */
const maxBytes = 50 * 1024 * 1024;
/** Milliseconds; a vendor that answers slower is down. */
const timeout = 20_000;
/** Most bytes of one file that goes out. */
const maxFile = 100 * 1024 * 1024;

async function all(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Values that are being made at this node: whoever wants the same meanwhile waits without a connection of their own. */
const beingMade = (): Map<string, Promise<string>> => new Map();

/** One value for all nodes; its maker is waited for (a lock of the database), so that a second one finds it. */
async function leased(
  platform: Platform,
  account: string,
  name: string,
  make: () => Promise<{ value: string; ttl: number }>,
  not: string | undefined,
): Promise<string> {
  const { db, vault, clock } = platform;
  const usable = (sealed: Buffer | undefined): string | undefined => {
    const value = sealed && vault.open(sealed).toString('utf8');
    return value === not ? undefined : value;
  };
  const known = usable(await sharedValue(db, account, name, clock.now()));
  if (known !== undefined) return known;
  const making = platform.keep(beingMade);
  const key = JSON.stringify([account, name, not ?? null]);
  const underWay = making.get(key);
  if (underWay) return underWay;
  const made = db
    .transaction(async (tx) => {
      await lockValue(tx, account, name);
      const meanwhile = usable(await sharedValue(tx, account, name, clock.now()));
      if (meanwhile !== undefined) return meanwhile;
      const { value, ttl } = await make();
      await putValue(tx, { account, name, value: vault.seal(Buffer.from(value)), until: clock.now() + ttl });
      return value;
    })
    .finally(() => making.delete(key));
  making.set(key, made);
  return made;
}

async function saidAs({ db }: Platform, account: string, nativeIds: readonly string[]): Promise<Said | undefined> {
  const found = await nativeMessage(db, account, nativeIds);
  const [customer] = found ? await customersOf(db, [found.conversation]) : [];
  return found && customer && { conversation: found.conversation, thread: found.thread, handle: customer.address };
}

const strengths = ['verified', 'claimed'] as const;

/** What the house does for the adapter of an account. */
export function atOf(platform: Platform, account: Account): At<unknown> {
  const { id, kind, name, transport } = account;
  const named = new Set(platform.config.allowAddresses);
  let secrets: Record<string, string> | undefined;
  return {
    account: { id, kind, name },
    settings: transport.settings,
    now: () => platform.clock.now(),
    secret(wanted) {
      secrets ??= openSecrets(platform, transport.secrets);
      const value = secrets[wanted];
      if (value === undefined) throw new MissingSecret(wanted);
      return value;
    },
    fetch: (url, options) =>
      guardedFetch(url, { maxBytes, timeout, allow: (address, port) => named.has(`${address}:${port}`), ...options }),
    lease: (wanted, make, not) => leased(platform, id, wanted, make, not),
    said: (nativeIds) => saidAs(platform, id, nativeIds),
    async knows(handle) {
      const known = await Promise.all(strengths.map((strength) => seenHandleRow(platform.db, { ...handle, strength })));
      return known.some(Boolean);
    },
    keepFile: (wanted, bytes) => storeReceived(platform, wanted, Buffer.from(bytes)),
    async bytesOf({ file }) {
      // Files of the first days have no digest yet.
      await fileDigests(platform, [file]);
      const found = (await bytesOfFiles(platform, [file])).get(file);
      if (!found || found.size > maxFile) throw new Unreadable('The file is gone or too large.');
      return all(await found.open());
    },
    note: (level, what, facts) => platform.logger[level]({ account: id, channel: kind, ...facts }, what),
  };
}

/** The same of an account as it stands in memory; undefined when there is none. */
export async function atNow(platform: Platform, id: string): Promise<{ account: Account; at: At<unknown> } | undefined> {
  const account = await accountNow(platform, id);
  return account && { account, at: atOf(platform, account) };
}
