import { createHash } from 'node:crypto';
import type { DeliveryState } from '@rapport/contract';
import type { RefusedRecipient, SendResult } from './adapter.ts';

/** Most attempts to read an arrival before it is a dead letter: some hours where others are down, a minute where it is our own fault. */
export const mostReadings = { others: 18, ours: 6 } as const;

/** Days after which what nobody could read, or waits to be read, is given up: it is of people, and a hold is over by then or keeps it. */
export const daysUnread = 90;

/** Milliseconds to wait after the `attempt`th failure: doubling from one second to an hour, with jitter so that not all come back at once. */
export function pauseAfter(attempt: number, chance: number, atLeast = 0): number {
  const pause = Math.min(3_600_000, 1_000 * 2 ** Math.min(attempt - 1, 20));
  return Math.max(atLeast, Math.round(pause * (0.5 + chance)));
}

/** Name of an arrival within its account; keys may hold what tells of people, so only this is kept. */
export const keyHash = (key: string): Buffer => createHash('sha256').update(key).digest();

/** What a vendor calls its trouble, as it may stand in a table: short, one line. */
export const codeOf = (code: string): string =>
  code
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 100) || 'unknown';

/**
 * A short name of why an account could not be tended, for its administrators: the vendor's code, what stood in the way (`network`, `address`,
 * `tls`, `time`), the system's word for it; nothing of what was said.
 */
export function troubleOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'CredentialsRefused') return 'credentials';
  if (error.name === 'MissingSecret') return 'secret-missing';
  if (error.name === 'NoToken' && error.cause) return troubleOf(error.cause);
  if ('reason' in error && typeof error.reason === 'string')
    return error.reason === 'auth' ? 'credentials' : codeOf(error.reason);
  if ('code' in error && typeof error.code === 'number') return `vendor-${error.code}`;
  return 'code' in error && typeof error.code === 'string' ? codeOf(error.code) : 'unknown';
}

/** What becomes of a message after an attempt to send it. */
export type Outcome =
  /** The platform has it. */
  | { kind: 'taken'; state: DeliveryState; nativeId: string | null; refused: readonly RefusedRecipient[] }
  /** It did not leave, or may leave twice without harm: sent again at `at`. */
  | { kind: 'again'; at: number; code: string }
  /** It may have left: asked about at `at`. */
  | { kind: 'ask'; at: number; code: string }
  /** `reached`: perhaps it did arrive, so nothing is given back. */
  | { kind: 'ended'; state: 'failed' | 'expired'; code: string; reached: boolean; refused?: readonly RefusedRecipient[] };

/** Milliseconds for which is asked what became of a message before it is said openly that nobody knows. */
const askFor = 30 * 60_000;
/** Milliseconds between two such questions, at least. */
const askEvery = 15_000;

export interface AttemptFacts {
  now: number;
  /** Attempts made, this one included. */
  attempts: number;
  /** When it began (Unix ms). */
  triedAt: number;
  /** Given up from then on: the end of the window. */
  endsAt: number;
  /** 0 to 1. */
  chance: number;
  /** The platform drops what it was told already. */
  idempotent: boolean;
  /** The adapter can ask. */
  canAsk: boolean;
}

/** Sent again after a pause, if that is still within its time. */
function again(code: string, pause: number, { now, endsAt }: AttemptFacts): Outcome {
  const at = now + pause;
  return at < endsAt ? { kind: 'again', at, code } : { kind: 'ended', state: 'expired', code, reached: false };
}

/** What follows from how an attempt ended (CH6): nothing that may have left is sent blindly a second time. */
export function outcomeOf(result: SendResult, facts: AttemptFacts): Outcome {
  if (result.ok) return { kind: 'taken', state: result.state, nativeId: result.nativeId ?? null, refused: result.refused ?? [] };
  const code = codeOf(result.code);
  const { now, attempts, triedAt, chance, idempotent, canAsk } = facts;
  switch (result.class) {
    case 'retry':
      return again(code, pauseAfter(attempts, chance, result.after), facts);
    case 'auth':
      // The account rests; when it works again, this goes first.
      return { kind: 'again', at: now, code };
    case 'unknown': {
      if (idempotent) return again(code, pauseAfter(attempts, chance), facts);
      const asked = now - triedAt;
      if (!canAsk || asked >= askFor) return { kind: 'ended', state: 'failed', code: 'outcome-unknown', reached: true };
      return { kind: 'ask', at: now + Math.max(askEvery, Math.round(asked * (0.5 + chance))), code };
    }
    default:
      return { kind: 'ended', state: 'failed', code, reached: false, ...(result.refused ? { refused: result.refused } : {}) };
  }
}

/** Most characters of what somebody outside said; what is longer stays whole in the bytes it came as. */
const longestText = 100_000;
const longestLine = 300;

/** Words from outside as they can be kept: no NUL (PostgreSQL has none), no halves of characters, bounded. */
export const keptText = (text: string): string => text.replaceAll('\0', '').slice(0, longestText).toWellFormed();
/** The same of one line: a subject, a name; without marks that turn the reading of what stands beside it. */
export const keptLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Bidi_Control}/gu, '')
    .trim()
    .slice(0, longestLine)
    .toWellFormed();
