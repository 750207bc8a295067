import { Fault } from '@rapport/contract';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  isId,
  networkOf,
  type Platform,
  RateLimiter,
} from '@rapport/platform';
import { type Account, accountNow } from '../accounts/account.ts';
import { tendingsOf } from '../accounts/note-tending.ts';
import { MissingSecret, type WebhookAnswer, type WebhookReply } from '../adapter.ts';
import { atOf } from '../at.ts';
import { tellPull } from '../tend/hints.ts';
import { keepArrivals } from './keep-arrivals.ts';
import { refusedCallsOf } from './note-refused.ts';
import type { RefusedBecause } from './refused-reader.ts';

/** Largest body of a call (bytes). */
const maxBody = 8 * 1024 * 1024;
/** Milliseconds within which a call is answered, whatever happens: WeChat counts five seconds, its network included. */
const deadline = 4_000;
/** Calls a minute of one account are twenty times what a person may send; those refused of one address thirty, as sign-ins are. */
const perAccount = 20;

const refusedStatus = { signature: 401, expired: 401, malformed: 400, method: 405 } as const;

interface Gate {
  calls: RateLimiter;
  /** Of an address at an account: spent, it is not listened to there. */
  refusals: RateLimiter;
  refused: (because: string) => { add(): void };
}

const gateOf = ({ clock, config, metrics }: Platform): Gate => ({
  calls: new RateLimiter(clock, config.rateFactor * perAccount),
  refusals: new RateLimiter(clock, config.rateFactor),
  refused: metrics.counters('rapport_channel_refused_total', 'Calls of channels that were refused', 'because'),
});

function headersOf(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

const bodyOf = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

const later = (reply: FastifyReply, seconds: number, status: 429 | 503): FastifyReply =>
  reply.status(status).header('retry-after', String(seconds)).send('');

/** Undefined where it did not come in time; it goes on, and the repeat of the call finds it done. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), deadline);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Verified, kept, and only then answered (CH1). */
async function receive(platform: Platform, account: Account, request: FastifyRequest): Promise<WebhookAnswer> {
  const url = `${platform.config.url.replace(/\/$/, '')}${request.url}`;
  const answer = await account.adapter.webhook!(
    {
      method: request.method,
      url,
      query: new URL(url).searchParams,
      headers: headersOf(request),
      body: bodyOf(request),
    },
    atOf(platform, account),
  );
  const tendings = platform.keep(tendingsOf);
  if ('refused' in answer) {
    // Anybody may call; one who signs otherwise is most likely the platform under another token.
    if (answer.refused === 'signature' || answer.refused === 'expired')
      void tendings.note(account.id, 'call', Object.assign(new Error(), { code: answer.refused }));
    return answer;
  }
  void tendings.note(account.id, 'call', null);
  if (answer.arrivals && answer.arrivals.length > 0) await keepArrivals(platform, account.id, answer.arrivals);
  if (answer.pull) tellPull(platform, account.id, answer.pull.key, answer.pull.hint);
  return answer;
}

/** Counts it: whoever was refused too often is not listened to. */
function refuse(gate: Gate, key: string, because: RefusedBecause): void {
  gate.refused(because).add();
  gate.refusals.take(key, 'sign-in');
}

const send = (reply: FastifyReply, { status, headers, body }: WebhookReply): FastifyReply =>
  reply
    .status(status)
    .headers(headers ?? { 'content-type': 'text/plain; charset=utf-8' })
    .send(body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body));

/** The account that is called. @throws Fault `not-found` where nobody listens */
async function requireCalled(platform: Platform, request: FastifyRequest): Promise<Account> {
  const { account: id } = request.params as { account: string };
  const account = isId(id) ? await accountNow(platform, id) : undefined;
  if (!account?.enabled || !account.adapter.webhook) throw new Fault('not-found', { what: 'channel' });
  return account;
}

const callerOf = (request: FastifyRequest): string =>
  `${(request.params as { account: string }).account} ${networkOf(request.ip)}`;

/** Before its body is read: nobody's calls, those of whom too many were refused and those beyond the account's budget are turned away. */
async function admit(platform: Platform, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const gate = platform.keep(gateOf);
  const { id } = await requireCalled(platform, request);
  const shut = gate.refusals.waits(callerOf(request), 'sign-in');
  if (shut > 0) return later(reply, shut, 429);
  const budget = gate.calls.take(id, 'send');
  return budget.allowed ? undefined : later(reply, budget.reset, 429);
}

async function serve(platform: Platform, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const gate = platform.keep(gateOf);
  const account = await requireCalled(platform, request);
  try {
    const answer = await inTime(receive(platform, account, request));
    if (answer === undefined) return later(reply, 1, 503);
    if ('refused' in answer) {
      const body = bodyOf(request);
      const call = { account: account.id, address: request.ip, reason: answer.refused, body, size: body.length };
      void platform.keep(refusedCallsOf).note(call);
      refuse(gate, callerOf(request), answer.refused);
      return reply.status(answer.status ?? refusedStatus[answer.refused]).send('');
    }
    return send(reply, answer.reply);
  } catch (error) {
    if (error instanceof Fault && error.code === 'too-many-requests') return later(reply, 5, 503);
    if (error instanceof MissingSecret) throw new Fault('not-found', { what: 'channel' });
    throw error;
  }
}

/** A call whose body was too large to be taken: nobody looked at it, and its size is what its caller said. */
async function refuseLarge(platform: Platform, request: FastifyRequest): Promise<void> {
  const { account: id } = request.params as { account: string };
  refuse(platform.keep(gateOf), callerOf(request), 'too-big');
  const said = Number(request.headers['content-length'] ?? Number.NaN);
  const size = Number.isSafeInteger(said) && said >= 0 && said < 2 ** 31 ? said : null;
  void platform.keep(refusedCallsOf).note({ account: id, address: request.ip, reason: 'too-big', body: undefined, size });
}

/** Calls of vendors, at `/api/channels/<account>` and what they put behind it. Bodies stay as they came: signatures are over them. */
export async function serveWebhooks(app: FastifyInstance, platform: Platform): Promise<void> {
  // Here already, so that what it counts is told from the first minute.
  platform.keep(gateOf);
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBody }, (_request, body, done) => done(null, body));
    scope.addHook('onError', async (request, _reply, error) => {
      if ('code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await refuseLarge(platform, request);
    });
    for (const url of ['/api/channels/:account', '/api/channels/:account/*'])
      scope.route({
        method: ['GET', 'POST'],
        url,
        bodyLimit: maxBody,
        onRequest: (request, reply) => admit(platform, request, reply),
        handler: (request, reply) => serve(platform, request, reply),
      });
  });
}
