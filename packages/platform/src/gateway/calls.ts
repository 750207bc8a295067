import { type ErrorCode, Fault, type Language, type Method, type Problem, problemOf } from '@rapport/contract';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Metrics } from '../metrics.ts';
import { networkOf } from '../net/network-of.ts';
import { newId } from '../random.ts';
import { parseTraceParent, type Trace } from '../trace/trace.ts';
import type { Tracer } from '../trace/tracer.ts';
import { complaintInChinese } from './complaints.ts';
import { requireStorable } from './plain-data.ts';
import { type Budget, RateLimiter } from './rate-limit.ts';

/** What the gateway must know of whoever calls; rooms add what they need. */
export interface Caller {
  user: string;
  session: string;
  language: Language;
}

/** Where a call came from. */
export interface Origin {
  ip: string;
  userAgent: string;
  language: Language;
  via: 'http' | 'socket';
  /** Raw session secret, for methods that end or change their own session. */
  secret?: string;
  /** Sets or clears the session cookie of an HTTP answer; absent on sockets. */
  setSession?: (secret: string | null, maxAgeSeconds?: number) => void;
  /** The connection a socket call came in on. */
  connection?: unknown;
  /** When the call came in (ms of `performance.now`), and the `traceparent` it came with. */
  received?: number;
  traceparent?: string | undefined;
  /** The call's trace: an action that leads on hands it on. */
  trace?: Trace;
}

export type Handler<A> = (actor: A, input: never, origin: Origin) => Promise<unknown>;
export type Handlers<A> = Record<string, Handler<A>>;

export interface CallsOptions<A extends Caller> {
  contract: Record<string, Method>;
  handlers: Handlers<A>;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  tracer: Tracer;
  rateFactor: number;
  /** Check answers against the contract: on in development and tests. */
  checkAnswers: boolean;
}

/** The names PostgreSQL gives to input it cannot take; the cure is the caller's. */
const badInputCodes = new Set(['22021', '22P05', '22003', '22P02', '22007', '22008']);

/** What the driver says, without a code, when its line breaks before, in the middle of or between statements. */
const brokenLine =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end)/;

/** The database is gone or going: admin shutdown, crash, cannot connect, too many connections, a broken line. */
const isUnreachable = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (
    typeof code === 'string' &&
    (/^(57P0[123]|08\w{3}|53300)$/.test(code) || /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/.test(code))
  )
    return true;
  return typeof message === 'string' && brokenLine.test(message);
};

const callerOf = (actor: Caller | undefined, ip: string): string => (actor ? actor.user : `ip:${networkOf(ip)}`);

/** One entry for every call, over HTTP or a socket: budget, validation, action, errors. */
export class Calls<A extends Caller> {
  private readonly limiter: RateLimiter;
  private readonly options: CallsOptions<A>;
  private readonly timer;

  constructor(options: CallsOptions<A>) {
    this.options = options;
    this.limiter = new RateLimiter(options.clock, options.rateFactor);
    this.timer = options.metrics.histograms(
      'rapport_call_seconds',
      'Time of calls by method',
      ['method', 'outcome'],
      [0.002, 0.01, 0.05, 0.2, 1, 5],
    );
    for (const name of Object.keys(options.handlers)) {
      if (!(name in options.contract)) throw new Error(`The handler ${name} is not in the contract.`);
    }
  }

  method(name: string): Method | undefined {
    return Object.hasOwn(this.options.contract, name) ? this.options.contract[name] : undefined;
  }

  budget(method: Method, actor: A | undefined, ip: string): Budget {
    return this.limiter.take(callerOf(actor, ip), method.rate);
  }

  private takeHeavy(actor: A | undefined, ip: string): void {
    const { allowed, reset } = this.limiter.take(callerOf(actor, ip), 'heavy');
    if (!allowed) throw new Fault('too-many-requests', { seconds: reset });
  }

  /** Runs a method; throws a Fault for everything the caller should know. */
  async run(name: string, actor: A | undefined, input: unknown, origin: Origin): Promise<unknown> {
    const method = this.method(name);
    const handler = this.options.handlers[name];
    if (!method || !handler) throw new Fault('unknown-method', { method: name.slice(0, 80) });
    if (method.auth === 'user' && !actor) throw new Fault('not-signed-in');
    const parsed = method.input.safeParse(input);
    if (!parsed.success) throw invalidInput(inWords(method, input, parsed.error, actor?.language ?? origin.language));
    requireStorable(parsed.data);
    if (method.isHeavy?.(parsed.data)) this.takeHeavy(actor, origin.ip);
    const started = performance.now();
    const trace = this.options.tracer.begin(name, origin.received ?? started, this.traceWanted(actor, origin));
    trace.started = started;
    trace.user = actor?.user ?? '';
    origin.trace = trace;
    let outcome = 'ok';
    try {
      const result = await handler(actor as A, parsed.data as never, origin);
      if (this.options.checkAnswers) checkAnswer(name, method, result);
      return result;
    } catch (error) {
      outcome = error instanceof Fault ? error.code : 'internal';
      throw error;
    } finally {
      this.timer(name, outcome).observe((performance.now() - started) / 1000);
      this.options.tracer.end(trace, outcome);
    }
  }

  /**
   * The `traceparent` that counts. Whoever is not signed in does not decide what is kept, and nobody drives out, or sends to the
   * collector, more than a few a minute.
   */
  private traceWanted(actor: A | undefined, { traceparent }: Origin): string | undefined {
    if (!actor || traceparent === undefined || !parseTraceParent(traceparent)?.sampled) return actor && traceparent;
    return this.limiter.take(actor.user, 'trace').allowed ? traceparent : undefined;
  }

  /** The one edge handler: every error becomes problem details; unknown ones are logged under a reference. */
  problem(error: unknown, language: Language): Problem {
    if (error instanceof Fault) return problemOf(error.code, error.params, language);
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && badInputCodes.has(code)) {
      return problemOf('invalid-input', { field: '?', reason: 'not storable' }, language);
    }
    // Somebody held what this call needed for too long (lock_timeout): nothing was changed.
    if (code === '55P03') return problemOf('busy', {}, language);
    // The disk of the database is full: what was asked for was not done, nothing else is touched.
    if (code === '53100') return problemOf('storage-full', {}, language);
    if (isUnreachable(error)) return problemOf('unavailable', {}, language);
    const reference = newId();
    this.options.logger.error({ err: error, reference }, 'a call failed');
    return problemOf('internal' satisfies ErrorCode, { reference }, language);
  }
}

/** The validator's complaint in the caller's language: asked again, because few calls fail. */
function inWords(method: Method, input: unknown, error: z.ZodError, language: Language): z.ZodError {
  if (language !== 'zh-CN') return error;
  return method.input.safeParse(input, { error: complaintInChinese }).error ?? error;
}

function invalidInput(error: z.ZodError): Fault {
  const issue = error.issues[0]!;
  const path = issue.path.map(String);
  const reason = issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.slice(0, 3).join(', ')}` : issue.message;
  if (issue.code === 'unrecognized_keys') path.push(...issue.keys.slice(0, 1));
  return new Fault('invalid-input', { field: path.join('/').slice(0, 200) || '(body)', reason: reason.slice(0, 200) });
}

function checkAnswer(name: string, method: Method, result: unknown): void {
  const parsed = method.output.safeParse(result);
  if (!parsed.success) throw new Error(`The answer of ${name} breaks the contract: ${parsed.error.message.slice(0, 1000)}`);
}
