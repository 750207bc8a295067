import { Fault, type Output, type Parsed, type SessionId } from '@rapport/contract';
import type { Origin, Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { tellRevoked } from '../organization.ts';
import { sessionsOf } from './reader.ts';
import { deleteToken, endSessions } from './writer.ts';

/** Where the actor is signed in. */
export async function listSessions(platform: Platform, actor: Actor): Promise<Output<'people.sessions'>> {
  const sessions = await sessionsOf(platform.db, actor.user, platform.clock.now());
  return { sessions: sessions.map((session) => ({ ...session, current: session.id === (actor.session as SessionId) })) };
}

/** Ends the session that calls, or the token. */
export async function signOut(
  platform: Platform,
  actor: Actor,
  origin: Pick<Origin, 'setSession'>,
): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const ended = await endSessions(tx, actor.user, { only: [actor.session] });
    if (ended.length === 0) await deleteToken(tx, actor.session);
    tellRevoked(tx, platform, actor.user, [actor.session]);
  });
  origin.setSession?.(null);
  return {};
}

/** Ends one of the actor's sessions: its sockets are cut at once (PE5). */
export async function revokeSession(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.revokeSession'>,
): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const ended = await endSessions(tx, actor.user, { only: [input.session] });
    if (ended.length === 0) throw new Fault('not-found', { what: 'session' });
    tellRevoked(tx, platform, actor.user, ended);
  });
  return {};
}

/** Ends all of the actor's sessions but the one that calls. */
export async function revokeOtherSessions(platform: Platform, actor: Actor): Promise<Output<'people.revokeOtherSessions'>> {
  return platform.db.transaction(async (tx) => {
    const ended = await endSessions(tx, actor.user, { except: actor.session });
    tellRevoked(tx, platform, actor.user, ended);
    return { ended: ended.length };
  });
}
