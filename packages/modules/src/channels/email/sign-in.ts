import { MailHostError } from '@rapport/platform';
import { type At, MissingSecret } from '../adapter.ts';
import type { EmailSettings } from './settings.ts';
import { refusalOf, type TokenSource } from './tokens.ts';

/** How servers are reached: which addresses inside may be, and who gives tokens. */
export interface Wire {
  allow: (address: string, port: number) => boolean;
  tokens: TokenSource;
}

/** What is shown at a server: a password, or an access token. */
export interface Shown {
  password: string;
  token: boolean;
}

/** Where we sign in, as whom. */
export interface Where {
  server: 'comes' | 'goes';
  user: string;
}

/** An outgoing server may have a password of its own: then it is somebody else's, and sees no token. */
function ownPassword(at: At<EmailSettings>): string | undefined {
  try {
    return at.secret('outgoingPassword');
  } catch (error) {
    if (error instanceof MissingSecret) return undefined;
    throw error;
  }
}

async function shownAt(at: At<EmailSettings>, { tokens }: Wire, { server, user }: Where, not?: string): Promise<Shown> {
  const own = server === 'goes' ? ownPassword(at) : undefined;
  if (own !== undefined) return { password: own, token: false };
  if (at.settings.signIn.by === 'password') return { password: at.secret('password'), token: false };
  return { password: await tokens.take(at, user, not), token: true };
}

/** Whether there is a token to be had for a server, when one is shown there. @throws as `TokenSource.take` */
export const requireToken = async (at: At<EmailSettings>, wire: Wire, where: Where): Promise<void> =>
  void (await shownAt(at, wire, where));

const isRefusal = (error: unknown): error is MailHostError => error instanceof MailHostError && error.reason === 'auth';

/**
 * Does what begins with signing in. A token that is refused is replaced once, since it may have ended before its time; when the new one is refused
 * too, the account is. `work` says that what it was given was refused by a MailHostError of reason `auth`.
 * @throws CredentialsRefused, TokenLater, MissingSecret, and what `work` throws
 */
export async function signedIn<T>(
  at: At<EmailSettings>,
  wire: Wire,
  where: Where,
  work: (shown: Shown) => Promise<T>,
): Promise<T> {
  const shown = await shownAt(at, wire, where);
  try {
    return await work(shown);
  } catch (error) {
    if (!shown.token || !isRefusal(error)) throw error;
  }
  const other = await shownAt(at, wire, where, shown.password);
  try {
    return await work(other);
  } catch (error) {
    throw isRefusal(error) ? refusalOf(at, where.server, other.password, error.message) : error;
  }
}
