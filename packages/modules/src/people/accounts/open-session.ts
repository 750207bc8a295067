import { Fault, type SessionId, type UserId } from '@rapport/contract';
import { newId, newSecret, type Origin, type Platform, secretHash, type Tx } from '@rapport/platform';
import { deviceName } from '../policy.ts';
import { insertSession } from './writer.ts';

/** A session ends after this long without use. */
export const sessionLife = 30 * 86_400_000;
/** The cookie outlives the session, whose end slides on the server; browsers keep none longer than 400 days. */
const cookieSeconds = 400 * 86_400;

/** Where a call came from, as sign-in needs it. */
export type From = Pick<Origin, 'ip' | 'userAgent' | 'setSession'>;

export interface SignedIn {
  user: UserId;
  session: SessionId;
}

/** Opens a session in the caller's transaction; the cookie is set once it has committed. */
export async function openSession(tx: Tx, platform: Platform, user: string, from: From): Promise<SignedIn> {
  // A socket has no cookies: its owner signs in over HTTP.
  const { setSession } = from;
  if (!setSession) throw new Fault('method-not-allowed', { method: 'people.signIn' });
  const now = platform.clock.now();
  const secret = newSecret('rps');
  const id = newId<SessionId>(now);
  await insertSession(tx, {
    id,
    user,
    secretHash: secretHash(secret),
    device: deviceName(from.userAgent),
    ip: from.ip,
    now,
    expiresAt: now + sessionLife,
  });
  tx.afterCommit(() => setSession(secret, cookieSeconds));
  return { user: user as UserId, session: id };
}
