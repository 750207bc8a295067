import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** Which budget a call is counted against; the figures are in the gateway's configuration. */
export type RateClass = 'query' | 'command' | 'send' | 'lossy' | 'sign-in' | 'search' | 'heavy';

/** One method of the law: the same over HTTP (`POST /api/v1/<name>`) and over the socket. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly summary: string;
  /** A query changes nothing and may also be called with GET; a command takes an `Idempotency-Key`. */
  readonly kind: 'query' | 'command';
  /** `none` is open to anyone (sign-in, invitations); all others need a session or a token. */
  readonly auth: 'none' | 'user';
  readonly input: I;
  readonly output: O;
  /**
   * Error codes of its own; `invalid-input`, `not-signed-in`, `forbidden`, `too-many-requests`, `unavailable`, `stopping`, `storage-full` and `internal`
   * can always come.
   */
  readonly errors: readonly ErrorCode[];
  readonly rate: RateClass;
  /** Whether this input is counted against the budget of heavy calls as well. */
  isHeavy?(input: z.output<I>): boolean;
  /** Its answer holds words of a message, or a password, a token, a link: nothing of it is kept, an `Idempotency-Key` has no effect. */
  readonly secret: boolean;
}

type Given<I extends z.ZodType, O extends z.ZodType> = Pick<Method<I, O>, 'summary' | 'input' | 'output'> &
  Partial<Pick<Method<I, O>, 'auth' | 'errors' | 'rate' | 'secret' | 'isHeavy'>>;

/** A method that reads. */
export const query = <I extends z.ZodType, O extends z.ZodType>(m: Given<I, O>): Method<I, O> => ({
  auth: 'user',
  errors: [],
  rate: 'query',
  secret: false,
  ...m,
  kind: 'query',
});

/** A method that changes something. */
export const command = <I extends z.ZodType, O extends z.ZodType>(m: Given<I, O>): Method<I, O> => ({
  auth: 'user',
  errors: [],
  rate: 'command',
  secret: false,
  ...m,
  kind: 'command',
});

/** The answer of a command that has nothing to tell but that it is done. */
export const done = z.object({});
