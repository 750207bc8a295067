import { Fault, type Output, type Parsed, type SessionId } from '@rapport/contract';
import type { Origin, Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { requirePermission } from '../can.ts';
import { placeOf, requireManaged } from '../directory/change-user.ts';
import { findUser } from '../directory/reader.ts';
import { tellRevoked } from '../organization.ts';
import { audit } from '../writer.ts';
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

/** Where somebody is signed in, for whoever manages them. */
export async function listSessionsOf(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.sessionsOf'>,
): Promise<Output<'people.sessionsOf'>> {
  const user = await findUser(platform.db, input.user);
  requirePermission(actor, 'people.manage', await placeOf(platform.db, user?.departments ?? []));
  if (!user) throw new Fault('not-found', { what: 'user' });
  return { sessions: await sessionsOf(platform.db, user.id, platform.clock.now()) };
}

/** Ends one session of somebody, or all: a lost device is out at once (PE5, PE13). */
export async function endSessionsOf(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.endSessionsOf'>,
  from: string,
): Promise<Output<'people.endSessionsOf'>> {
  return platform.db.transaction(async (tx) => {
    const { id: user } = await requireManaged(tx, actor, input.user);
    const ended = await endSessions(tx, user, input.session === undefined ? { except: null } : { only: [input.session] });
    if (ended.length === 0 && input.session !== undefined) throw new Fault('not-found', { what: 'session' });
    tellRevoked(tx, platform, user, ended);
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'user.sessions-ended',
      subjectKind: 'user',
      subject: user,
      detail: { ended: ended.length },
      from,
    });
    return { ended: ended.length };
  });
}
