import { GuardedFetchError, parseExact } from '@rapport/platform';
import { type At, MissingSecret, type SendResult, Unreadable } from '../adapter.ts';
import { type FormFile, formOf } from './form.ts';

/** How a vendor's API is reached, and how a token for it is got. */
export interface Vendor<S> {
  base(settings: S): string;
  /** Asks for a new access token; `ttl` in ms. @throws VendorRefused */
  makeToken(at: At<S>): Promise<{ value: string; ttl: number }>;
  /** Codes that say the access token is void (expired, replaced by another holder's). */
  voidToken: ReadonlySet<number>;
}

export type Answer = Readonly<Record<string, unknown>>;

/** The vendor answered, and its answer is no. */
export class VendorRefused extends Error {
  override name = 'VendorRefused';
  readonly code: number;
  constructor(code: number) {
    super(`The vendor answered ${code}.`);
    this.code = code;
  }
}

/** Something answered that is not the vendor's API (a gateway, a page), or the vendor is busy: trouble on the way, which passes. */
export class VendorUnclear extends GuardedFetchError {
  readonly status: number;
  constructor(status: number) {
    super('network', `What answered is no answer (status ${status}).`);
    this.status = status;
  }
}

/** No token could be had, so nothing was asked; `cause` says why. */
export class NoToken extends Error {
  override name = 'NoToken';
}

const patience = 15_000;
const mostAnswer = 8 << 20;

export const textOf = (answer: Answer | undefined, name: string): string => {
  const value = answer?.[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};
export const listOf = (answer: Answer, name: string): Answer[] => {
  const value = answer[name];
  return Array.isArray(value) ? value.filter((one): one is Answer => typeof one === 'object' && one !== null) : [];
};
/** An answer within an answer. */
export const inside = (answer: Answer, name: string): Answer => {
  const value = answer[name];
  return typeof value === 'object' && value !== null ? (value as Answer) : {};
};

/** JSON of an answer. @throws VendorRefused for an error code, VendorUnclear for anything else */
export function answerOf(status: number, body: Buffer): Answer {
  let answer: unknown;
  try {
    answer = parseExact(body.toString('utf8'));
  } catch {
    throw new VendorUnclear(status);
  }
  if (status >= 500 || typeof answer !== 'object' || answer === null) throw new VendorUnclear(status);
  const code = Number((answer as Answer).errcode ?? 0);
  if (code !== 0) throw new VendorRefused(code);
  return answer as Answer;
}

export interface Question {
  query?: Readonly<Record<string, string>>;
  /** Asked by POST when there is one. */
  body?: unknown;
  form?: FormFile;
}

export const addressOf = (base: string, path: string, query: Readonly<Record<string, string>> = {}): string =>
  `${base.replace(/\/+$/, '')}${path}?${new URLSearchParams(query)}`;

/** One question without a token. */
export async function askOnce<S>(at: At<S>, url: string, { body, form }: Question): Promise<Answer> {
  const packed = form && formOf(form);
  const found = await at.fetch(url, {
    maxBytes: mostAnswer,
    timeout: form ? 40_000 : patience,
    method: body === undefined && !form ? 'GET' : 'POST',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    ...(packed ? { headers: { 'content-type': packed.type }, body: packed.body } : {}),
  });
  return answerOf(found.status, found.body);
}

/**
 * Does something that needs the account's access token. A void token is replaced once, by one node of the house only: with these vendors whoever
 * fetches a token takes it from everybody else.
 * @throws NoToken, VendorRefused, VendorUnclear, GuardedFetchError
 */
export async function withToken<S, T>(vendor: Vendor<S>, at: At<S>, use: (token: string) => Promise<T>): Promise<T> {
  const lease = (not?: string): Promise<string> =>
    at
      .lease('access-token', () => vendor.makeToken(at), not)
      .catch((error: unknown) => {
        throw new NoToken('No access token could be had.', { cause: error });
      });
  const token = await lease();
  try {
    return await use(token);
  } catch (error) {
    if (!(error instanceof VendorRefused && vendor.voidToken.has(error.code))) throw error;
    return use(await lease(token));
  }
}

/** A question with the account's token. @throws as `withToken` */
export const ask = <S>(vendor: Vendor<S>, at: At<S>, path: string, question: Question): Promise<Answer> =>
  withToken(vendor, at, (token) =>
    askOnce(at, addressOf(vendor.base(at.settings), path, { access_token: token, ...question.query }), question),
  );

type Failed = Extract<SendResult, { ok: false }>;

/** What the vendor's codes mean for a message, by code. */
export type CodeTable = Readonly<Record<number, Failed['class'] | { after: number }>>;

/** Codes that both vendors share (global error codes, read 2026-11). */
const shared: CodeTable = {
  [-1]: { after: 5_000 },
  40001: { after: 30_000 },
  40014: { after: 30_000 },
  42001: { after: 30_000 },
  // Calls a day, calls a minute.
  45009: { after: 3_600_000 },
  45011: { after: 60_000 },
  40013: 'auth',
  40125: 'auth',
  // The house's address is not on the account's list.
  40164: 'auth',
  61004: 'auth',
  60020: 'auth',
  48001: 'auth',
  48002: 'auth',
  48004: 'auth',
  50002: 'auth',
  40003: 'invalid',
  40007: 'invalid',
  45002: 'invalid',
  87014: 'invalid',
};

/** Errors of the system of a connection that never stood. */
const neverStood = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function unreached(error: GuardedFetchError, asked: boolean): SendResult {
  const code = (error.cause as { code?: string } | undefined)?.code ?? '';
  if (['address', 'port', 'scheme'].includes(error.reason)) return { ok: false, class: 'auth', code: `net-${error.reason}` };
  if (!asked || neverStood.has(code)) return { ok: false, class: 'retry', code: `net-${error.reason}` };
  return { ok: false, class: 'unknown', code: `net-${error.reason}` };
}

/** What a failure means for a message. `asked`: the failed call was the one that sends it, so that it may have arrived. */
export function resultOf(error: unknown, codes: CodeTable, asked: boolean): SendResult {
  if (error instanceof NoToken) {
    // Of a token's own call these say that the secret is wrong.
    const refused = error.cause instanceof VendorRefused ? error.cause.code : undefined;
    if (refused === 40001 || refused === 40014) return { ok: false, class: 'auth', code: String(refused) };
    return resultOf(error.cause, codes, false);
  }
  if (error instanceof VendorUnclear) return { ok: false, class: asked ? 'unknown' : 'retry', code: `http-${error.status}` };
  if (error instanceof GuardedFetchError) return unreached(error, asked);
  if (error instanceof MissingSecret) return { ok: false, class: 'auth', code: 'secret-missing' };
  // Bytes of ours that are not there any more.
  if (error instanceof Unreadable) return { ok: false, class: 'invalid', code: 'file-gone' };
  if (!(error instanceof VendorRefused)) throw error;
  const meaning = codes[error.code] ?? shared[error.code] ?? 'permanent';
  const code = String(error.code);
  return typeof meaning === 'string'
    ? ({ ok: false, class: meaning, code } as Failed)
    : { ok: false, class: 'retry', code, ...meaning };
}

/** The vendor does not accept who we are: nothing can be asked until an administrator has looked. The answer is the vendor's code. */
export function isUnwelcome(error: unknown): string | undefined {
  if (!(error instanceof NoToken)) return undefined;
  const result = resultOf(error, {}, false);
  return !result.ok && result.class === 'auth' ? result.code : undefined;
}

/** Whether asking again later may be answered. */
export const passes = (error: unknown): boolean =>
  error instanceof NoToken || (error instanceof VendorRefused && typeof shared[error.code] === 'object');
