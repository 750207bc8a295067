import { createHash } from 'node:crypto';
import { Fault, type Language, type Method, type Problem } from '@rapport/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Db } from '../db.ts';
import type { Authenticate } from '../room.ts';
import type { Caller, Calls, Origin } from './calls.ts';
import { claimKey, keepAnswer, releaseKey } from './idempotency-writer.ts';
import { isAllowedOrigin } from './origin.ts';
import { parseJson } from './plain-data.ts';

export const sessionCookie = 'rapport_session';

export interface HttpOptions<A extends Caller> {
  app: FastifyInstance;
  calls: Calls<A>;
  authenticate: Authenticate<A>;
  db: Db;
  origins: readonly string[];
  secureCookies: boolean;
}

export function languageOf(request: Pick<FastifyRequest, 'headers'>): Language {
  return /^\s*zh\b/i.test(request.headers['accept-language'] ?? '') ? 'zh-CN' : 'en';
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 429 && problem.params?.seconds) reply.header('retry-after', String(problem.params.seconds));
  return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** The credentials of a request: a bearer token wins over the cookie. */
export const credentialsOf = (request: FastifyRequest) => {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const cookie = request.cookies[sessionCookie];
  return {
    ...(bearer ? { bearer } : {}),
    ...(cookie && !bearer ? { cookie } : {}),
    ip: request.ip,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  };
};

const textOfHeader = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

function originOf(request: FastifyRequest, reply: FastifyReply, language: Language, secure: boolean, received: number): Origin {
  const given = credentialsOf(request);
  const secret = given.cookie ?? given.bearer;
  return {
    ip: given.ip,
    userAgent: given.userAgent,
    language,
    via: 'http',
    received,
    traceparent: textOfHeader(request.headers.traceparent),
    ...(secret ? { secret } : {}),
    setSession(value, maxAge = 30 * 86_400) {
      const options = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure };
      if (value) reply.setCookie(sessionCookie, value, { ...options, maxAge });
      else {
        reply.clearCookie(sessionCookie, options);
        // Files and pictures that the browser keeps were this person's to see.
        reply.header('clear-site-data', '"cache"');
      }
    },
  };
}

/** Query parameters of a GET: JSON where it is JSON, text where it is not. */
function inputOfQuery(parameters: Record<string, string>): Record<string, unknown> {
  // A parameter called __proto__ is an unknown field like any other, and no prototype.
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      try {
        return [name, parseJson(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

/** A body that lies too deep in itself cannot be written again; no method takes one. */
function textOf(body: unknown): string {
  try {
    return JSON.stringify(body ?? null);
  } catch {
    throw new Fault('invalid-json');
  }
}

/**
 * Commands with an `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the first answer is kept a day and given
 * again; the same key with another body is refused. A call that failed leaves the key free.
 */
async function once(
  db: Db,
  actor: Caller,
  key: string,
  name: string,
  body: unknown,
  run: () => Promise<unknown>,
): Promise<string> {
  if (key.length > 200) throw new Fault('invalid-input', { field: 'Idempotency-Key', reason: 'at most 200 characters' });
  const hash = createHash('sha256').update(name).update('\0').update(textOf(body)).digest();
  const kept = await db.transaction((tx) => claimKey(tx, actor.user, key, hash));
  if (kept) {
    if (!kept.same) throw new Fault('idempotency-key-reused');
    if (kept.response === null) throw new Fault('conflict', { reason: 'the first request is still running' });
    return kept.response;
  }
  let text: string;
  try {
    text = JSON.stringify(await run());
  } catch (error) {
    await db.transaction((tx) => releaseKey(tx, actor.user, key));
    throw error;
  }
  // Done, whether it can be kept or not: a claim without an answer is better than a free key and a second time.
  await db.transaction((tx) => keepAnswer(tx, actor.user, key, text)).catch(() => undefined);
  return text;
}

/** Serves every method of the contract at `/api/v1/<name>`. */
export function serveCalls<A extends Caller>(options: HttpOptions<A>): void {
  const { app, calls } = options;

  async function answer(request: FastifyRequest, reply: FastifyReply, read: boolean): Promise<FastifyReply> {
    const name = (request.params as { method: string }).method;
    let language = languageOf(request);
    const received = performance.now();
    try {
      const credentials = credentialsOf(request);
      const actor = credentials.cookie || credentials.bearer ? await options.authenticate(credentials) : undefined;
      if (actor) language = actor.language;
      const method = calls.method(name);
      if (!method) throw new Fault('unknown-method', { method: name.slice(0, 80) });
      if (read && method.kind !== 'query') {
        reply.header('allow', 'POST');
        throw new Fault('method-not-allowed', { method: name });
      }
      if (!read && !credentials.bearer && !isAllowedOrigin(request.headers, options.origins))
        throw new Fault('origin-not-allowed');
      takeBudget(reply, method, actor, request.ip);
      const input = read ? inputOfQuery(request.query as Record<string, string>) : (request.body ?? {});
      const key = request.headers['idempotency-key'];
      const run = () => calls.run(name, actor, input, originOf(request, reply, language, options.secureCookies, received));
      const text =
        typeof key === 'string' && key && actor && method.kind === 'command' && !method.secret
          ? await once(options.db, actor, key, name, input, run)
          : JSON.stringify(await run());
      return reply.type('application/json').header('cache-control', 'no-store').send(text);
    } catch (error) {
      return sendProblem(reply, calls.problem(error, language));
    }
  }

  function takeBudget(reply: FastifyReply, method: Method, actor: A | undefined, ip: string): void {
    const budget = calls.budget(method, actor, ip);
    reply
      .header('ratelimit-limit', budget.limit)
      .header('ratelimit-remaining', budget.remaining)
      .header('ratelimit-reset', budget.reset);
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
  }

  app.post('/api/v1/:method', (request, reply) => answer(request, reply, false));
  app.get('/api/v1/:method', (request, reply) => answer(request, reply, true));
}
