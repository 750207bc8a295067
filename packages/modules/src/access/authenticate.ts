import { Fault } from '@rapport/contract';
import { type Authenticate, Batcher, type Credentials, type Platform, secretHash } from '@rapport/platform';
import {
  type Actor,
  type Credential,
  credentialsBySecret,
  findCredential,
  sessionLife,
  touchSessions,
  touchTokens,
} from '../people/index.ts';
import { actorFor } from './actors.ts';

interface Kept extends Credential {
  kind: 'session' | 'token';
  at: number;
}
interface KeptCredentials {
  get(secret: string): Promise<Kept | undefined>;
}

const maxKept = 50_000;
const touchEvery = 60_000;
/** A use that comes so long after the last (ms) is noted before anything is done. */
const notedFirst = 24 * 3_600_000;
/** A restarted server meets everybody at once: what is asked in one turn is asked together. */
const together = { maxBatch: 500, maxWaiting: maxKept, gather: 10, overflow: () => new Fault('busy') };

/** Credentials by the hash of their secret, in base64. */
const lookUpsOf = (platform: Platform) =>
  new Batcher<string, Omit<Kept, 'at'> | undefined>({
    ...together,
    async flight(keys) {
      const rows = await credentialsBySecret(
        platform.db,
        keys.map((key) => Buffer.from(key, 'base64')),
      );
      const found = new Map(rows.map(({ secretHash: hash, ...row }) => [hash.toString('base64'), row]));
      return keys.map((key) => found.get(key));
    },
  });

/** Credentials in memory by the hash of their secret; dropped at once when revoked (AC5). */
function credentialsInMemory(platform: Platform): KeptCredentials {
  const kept = new Map<string, Promise<Kept | undefined>>();
  const byUser = new Map<string, Set<string>>();
  let turn = 0;
  const cache = platform.metrics.cache('credentials', () => kept.size);
  platform.bus.subscribe('revoked', ({ user }) => {
    turn++;
    for (const key of byUser.get(user) ?? []) kept.delete(key);
    byUser.delete(user);
  });
  const lookUps = lookUpsOf(platform);
  async function load(key: string): Promise<Kept | undefined> {
    const asked = turn;
    const at = platform.clock.now();
    const found = await lookUps.add(key);
    if (!found) return undefined;
    if (asked !== turn) return { ...found, at: 0 };
    const keys = byUser.get(found.user) ?? new Set();
    byUser.set(found.user, keys.add(key));
    // Whoever was let in just now need not be looked at again for the first call.
    if (found.expiresAt === null || found.expiresAt > at) noteLook(platform, found.id, { user: found.user, at, good: letIn });
    return { ...found, at };
  }
  return {
    async get(secret) {
      const key = secretHash(secret).toString('base64');
      const before = await kept.get(key);
      const hit = before !== undefined && platform.trusts(before.at);
      cache.looked(hit);
      if (hit) return before;
      if (kept.size >= maxKept) {
        kept.clear();
        byUser.clear();
      }
      const loading = load(key);
      kept.set(key, loading);
      const found = await loading.catch((error: unknown) => {
        kept.delete(key);
        throw error;
      });
      // Unknown secrets are not kept: guesses must not fill the memory.
      if (!found && kept.get(key) === loading) kept.delete(key);
      return found;
    },
  };
}

type Touched = Credential & { kind: Kept['kind'] };

/** Last uses, noted together. */
function lastUses(platform: Platform): Batcher<Touched, void> {
  const idsOf = (used: readonly Touched[], kind: Kept['kind']) => used.filter((c) => c.kind === kind).map((c) => c.id);
  return new Batcher<Touched, void>({
    ...together,
    gather: 250,
    async flight(used) {
      const now = platform.clock.now();
      const [sessions, tokens] = [idsOf(used, 'session'), idsOf(used, 'token')];
      await platform.db.transaction(async (tx) => {
        if (sessions.length > 0) await touchSessions(tx, sessions, now, now + sessionLife);
        if (tokens.length > 0) await touchTokens(tx, tokens, now);
      });
      return used.map(() => undefined);
    },
  });
}

/**
 * Notes the last use, and moves a session's end, at most once a minute. Whoever was here a moment ago does not wait for the note; an
 * end that is moved far lies in the database before anybody goes on.
 */
async function touch(platform: Platform, credential: Touched, now: number): Promise<void> {
  const before = credential.seenAt ?? now;
  if (credential.seenAt !== null && now - before < touchEvery) return;
  credential.seenAt = now;
  if (credential.kind === 'session') credential.expiresAt = now + sessionLife;
  const noted = platform
    .keep(lastUses)
    .add(credential)
    .catch((error: unknown) => platform.logger.warn({ err: error }, 'the last use of a session could not be noted'));
  if (now - before > notedFirst) await noted;
}

const secretForm = /^rp[st]_[\w-]{43}$/;

/** Who calls: by the session cookie, or by a bearer token. Undefined when it is missing, wrong, expired or revoked. */
export function authenticate(platform: Platform): Authenticate<Actor> {
  return async ({ bearer, cookie }: Credentials) => {
    // Who sends a token means it, whatever cookie the browser adds.
    const secret = bearer ?? cookie;
    if (secret === undefined || !secretForm.test(secret)) return undefined;
    // A session is for cookies only, a token for the header only: neither leaks into the other's protections.
    if (secret.startsWith('rpt_') !== (bearer !== undefined)) return undefined;
    const credential = await platform.keep(credentialsInMemory).get(secret);
    const now = platform.clock.now();
    if (!credential || (credential.expiresAt !== null && credential.expiresAt <= now)) return undefined;
    const actor = await actorFor(platform, credential.user, credential.id);
    if (actor) await touch(platform, credential, now);
    return actor;
  };
}

interface Look {
  user: string;
  at: number;
  /** False when the session or token is over. */
  good: Promise<boolean>;
}

/** When each session or token was last looked at, for callers that stay connected. */
function looksInMemory(platform: Platform): Map<string, Look> {
  const looks = new Map<string, Look>();
  platform.bus.subscribe('revoked', ({ user }) => {
    for (const [session, look] of looks) if (look.user === user) looks.delete(session);
  });
  return looks;
}

const letIn = Promise.resolve(true);

function noteLook(platform: Platform, session: string, look: Look): void {
  const looks = platform.keep(looksInMemory);
  if (looks.size >= maxKept) looks.clear();
  looks.set(session, look);
}

async function isGood(platform: Platform, actor: Actor, now: number): Promise<boolean> {
  const credential = await findCredential(platform.db, actor.session);
  const over = !credential || (credential.expiresAt !== null && credential.expiresAt <= now);
  if (over || credential.user !== actor.user) return false;
  await touch(platform, credential, now);
  return true;
}

/**
 * The caller on an open socket as of now: what it may do can have changed, and its session may be over. The session is
 * looked at once a minute, which also keeps it from ending while it is used (AC5). Calls that come meanwhile wait for the
 * same look, so that calls of one socket begin in the order they came.
 */
export function refresh(platform: Platform): (actor: Actor) => Promise<Actor | undefined> {
  return async (actor) => {
    const looks = platform.keep(looksInMemory);
    const now = platform.clock.now();
    let look = looks.get(actor.session);
    if (look === undefined || !platform.trusts(look.at)) {
      look = { user: actor.user, at: now, good: isGood(platform, actor, now) };
      noteLook(platform, actor.session, look);
    }
    const good = await look.good.catch((error: unknown) => {
      if (looks.get(actor.session) === look) looks.delete(actor.session);
      throw error;
    });
    if (!good) {
      if (looks.get(actor.session) === look) looks.delete(actor.session);
      return undefined;
    }
    return actorFor(platform, actor.user, actor.session);
  };
}
