import { type At, CredentialsRefused } from '../adapter.ts';
import { pauseAfter } from '../policy.ts';
import type { EmailSettings } from './settings.ts';
import { askForToken, questionFor, type TokenHosts, TokenLater } from './token-question.ts';

type At1 = At<EmailSettings>;

/** Where access tokens come from. */
export interface TokenSource {
  /** One for the mailbox of `user`. `not`: one that a server has refused. @throws CredentialsRefused, TokenLater, MissingSecret */
  take(at: At1, user: string, not?: string): Promise<string>;
}

/** Milliseconds before its end (at most half of its time) at which a token is not begun with any more. */
const early = 300_000;

interface Held {
  /** Name of the question that it answers. */
  name: string;
  value: string;
  /** Unix ms from which it is renewed. */
  until: number;
}

interface Asking {
  name: string;
  not: string | undefined;
  answer: Promise<string>;
}

interface Resting {
  name: string;
  failures: number;
  /** Unix ms; nobody is asked before. */
  until: number;
}

/**
 * Tokens of accounts, in the memory of this node alone. Of each account one is asked for at a time, and whoever wants the same waits for it. While
 * nobody gives any, it is asked after pauses that grow, however many want one.
 */
export class Tokens implements TokenSource {
  private readonly hosts: TokenHosts;
  private readonly held = new Map<string, Held>();
  private readonly asking = new Map<string, Asking>();
  private readonly resting = new Map<string, Resting>();

  constructor(hosts: TokenHosts) {
    this.hosts = hosts;
  }

  async take(at: At1, user: string, not?: string): Promise<string> {
    const { id } = at.account;
    const question = questionFor(at, user, this.hosts);
    const { name } = question;
    for (;;) {
      const held = this.held.get(id);
      if (held?.name === name && held.value !== not && at.now() < held.until) return held.value;
      const busy = this.asking.get(id);
      if (!busy) break;
      if (busy.name === name && busy.not === not) return busy.answer;
      await busy.answer.catch(() => undefined);
    }
    const resting = this.resting.get(id);
    const wait = resting?.name === name ? resting.until - at.now() : 0;
    if (wait > 0) throw new TokenLater(wait);
    const answer = askForToken(at, question)
      .then(({ value, lasts }) => {
        this.held.set(id, { name, value, until: at.now() + lasts - Math.min(early, lasts / 2) });
        this.resting.delete(id);
        return value;
      })
      .catch((error: unknown) => {
        if (error instanceof TokenLater) throw this.rest(at, name, error);
        throw error;
      })
      .finally(() => this.asking.delete(id));
    this.asking.set(id, { name, not, answer });
    return answer;
  }

  /** The account is tended here no more. */
  forget(account: string): void {
    this.held.delete(account);
    this.resting.delete(account);
  }

  private rest(at: At1, name: string, { after, cause }: TokenLater): TokenLater {
    const before = this.resting.get(at.account.id);
    const failures = before?.name === name ? before.failures + 1 : 1;
    // Up to some four minutes, unless the vendor says otherwise.
    const pause = pauseAfter(Math.min(failures, 9), 0.5, after);
    this.resting.set(at.account.id, { name, failures, until: at.now() + pause });
    return new TokenLater(pause, cause);
  }
}

/** Tokens that are asked for anew, and kept for nobody: what an administrator tries is tried, not remembered. */
export function freshTokens(hosts: TokenHosts): TokenSource {
  const taken = new Map<string, string>();
  return {
    async take(at, user, not) {
      const question = questionFor(at, user, hosts);
      const known = taken.get(question.name);
      if (known !== undefined && known !== not) return known;
      const { value } = await askForToken(at, question);
      taken.set(question.name, value);
      return value;
    },
  };
}

/** What an app may, as its token says (`roles`); undefined where it is for its reader alone. Believed of nobody: it only tells what to look for. */
function rolesIn(token: string): readonly unknown[] | undefined {
  try {
    const said = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { roles?: unknown };
    return Array.isArray(said.roles) ? said.roles : [];
  } catch {
    return undefined;
  }
}

/** Why a server may have refused a token that was given out a moment ago. `code`: what the server said. */
export function refusalOf({ settings }: At1, server: 'comes' | 'goes', token: string, code = ''): CredentialsRefused {
  if (settings.signIn.by === 'google') return new CredentialsRefused('oauth-gmail');
  if (server === 'goes' && /\b5\.7\.139\b/.test(code)) return new CredentialsRefused('oauth-smtp-off');
  const needed = server === 'comes' ? 'IMAP.AccessAsApp' : 'SMTP.SendAsApp';
  if (rolesIn(token)?.includes(needed) === false)
    return new CredentialsRefused(server === 'comes' ? 'oauth-consent-imap' : 'oauth-consent-smtp');
  return new CredentialsRefused('oauth-mailbox');
}
