import { hash } from 'node:crypto';
import { GuardedFetchError, retryAfter } from '@rapport/platform';
import { type At, CredentialsRefused } from '../adapter.ts';
import { assertionOf, readServiceKey } from './service-key.ts';
import type { EmailSettings } from './settings.ts';

type At1 = At<EmailSettings>;

/** Who gives out tokens. Fixed: a secret goes nowhere else; tests alone put their own in their place. */
export interface TokenHosts {
  global: string;
  china: string;
  google: string;
}

/** As the vendors name them. */
export const tokenHosts = (): TokenHosts => ({
  global: 'https://login.microsoftonline.com',
  china: 'https://login.partner.microsoftonline.cn',
  google: 'https://oauth2.googleapis.com',
});

const exchange = { global: 'https://outlook.office365.com/.default', china: 'https://partner.outlook.cn/.default' } as const;
const gmail = 'https://mail.google.com/';

export interface TokenQuestion {
  url: string;
  /** Made when it is asked: to sign for Google takes longer than to find what is held. */
  form: () => Readonly<Record<string, string>>;
  /** Tells it from what is asked by other settings, with another secret, for another mailbox; the same again at any time. */
  name: string;
}

const nameOf = (parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url');

/** What is asked for a token for the mailbox of `user`. @throws MissingSecret */
export function questionFor(at: At1, user: string, hosts: TokenHosts): TokenQuestion {
  const { signIn } = at.settings;
  if (signIn.by === 'microsoft') {
    const { cloud, tenant, client } = signIn;
    const secret = at.secret('clientSecret');
    const url = `${hosts[cloud]}/${tenant}/oauth2/v2.0/token`;
    const form = () => ({ grant_type: 'client_credentials', client_id: client, client_secret: secret, scope: exchange[cloud] });
    // One token opens all mailboxes that the app may open.
    return { url, form, name: nameOf([url, client, secret]) };
  }
  const file = at.secret('serviceKey');
  const url = `${hosts.google}/token`;
  // The audience is the vendor's own name of itself, wherever tests stand.
  const asked = { user, scope: gmail, audience: `${tokenHosts().google}/token` };
  const form = () => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(readServiceKey(file), { ...asked, now: at.now() }),
  });
  return { url, form, name: nameOf([url, file, user]) };
}

export interface Token {
  value: string;
  /** Milliseconds. */
  lasts: number;
}

/** No token now, perhaps later: nobody answers, or the vendor is busy. `after`: not before so many milliseconds. */
export class TokenLater extends Error {
  override name = 'TokenLater';
  readonly reason = 'oauth-later';
  readonly after: number | undefined;
  constructor(after?: number, cause?: unknown) {
    super('No token could be had now.', { cause });
    this.after = after;
  }
}

const patience = 10_000;
const mostAnswer = 256 << 10;

/** Numbers of Microsoft Entra (AADSTS…) to what they mean for an administrator. */
const entra: Readonly<Record<number, string>> = {
  7000215: 'oauth-secret',
  7000222: 'oauth-secret-ended',
  700016: 'oauth-app',
  7000112: 'oauth-app',
  90002: 'oauth-tenant',
  900023: 'oauth-tenant',
  500011: 'oauth-service',
  650052: 'oauth-service',
  53003: 'oauth-blocked',
};

/** Both vendors also say it in a sentence, which may hold more than a name: it is kept nowhere. */
interface Refusal {
  error?: unknown;
  error_description?: unknown;
  error_codes?: unknown;
}

function entraCode({ error, error_description, error_codes }: Refusal): string {
  const told = /^AADSTS(\d+)/.exec(String(error_description ?? ''))?.[1];
  for (const one of [told, ...(Array.isArray(error_codes) ? error_codes : [])]) {
    const meaning = entra[Number(one)];
    if (meaning) return meaning;
  }
  if (error === 'invalid_client') return 'oauth-secret';
  if (error === 'unauthorized_client') return 'oauth-app';
  return 'oauth-refused';
}

function googleCode({ error }: Refusal): string {
  if (error === 'unauthorized_client' || error === 'access_denied') return 'oauth-delegation';
  return error === 'invalid_grant' || error === 'invalid_client' ? 'oauth-key' : 'oauth-refused';
}

/** Refusals that pass by themselves. */
const passing = new Set(['temporarily_unavailable', 'server_error', 'internal_failure']);

function jsonOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(body.toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Asks once. @throws CredentialsRefused with a code of ours (`oauth-…`), TokenLater */
export async function askForToken(at: At1, { url, form }: TokenQuestion): Promise<Token> {
  const found = await at
    .fetch(url, {
      method: 'POST',
      maxBytes: mostAnswer,
      timeout: patience,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form()).toString(),
    })
    .catch((error: unknown) => {
      throw error instanceof GuardedFetchError ? new TokenLater(undefined, error) : error;
    });
  const answer = jsonOf(found.body);
  const { status, headers } = found;
  if (status >= 500 || status === 429 || status === 408 || !answer || passing.has(String(answer.error)))
    throw new TokenLater(retryAfter(headers['retry-after'], at.now()));
  if (status !== 200) throw new CredentialsRefused(at.settings.signIn.by === 'google' ? googleCode(answer) : entraCode(answer));
  const { access_token: value, expires_in: lasts } = answer;
  const usable = typeof value === 'string' && value.length <= 20_000 && /^[\x21-\x7e]+$/.test(value);
  if (!usable || !(Number(lasts) > 0)) throw new TokenLater();
  return { value, lasts: Number(lasts) * 1000 };
}
