import type { Attachment, Capabilities } from '@rapport/contract';
import { GuardedFetchError, KeptConnections, retryAfter } from '@rapport/platform';
import { z } from 'zod';
import type {
  Arrival,
  At,
  ChannelAdapter,
  ChannelHandle,
  Ingest,
  Outbound,
  SendResult,
  WebhookAnswer,
  WebhookRequest,
} from '../adapter.ts';
import { Unreadable } from '../adapter.ts';
import { ApiAnswer, ApiCall, instantOf } from './payload.ts';
import { newWebhookSecret, secretProblem, signed, verified } from './signature.ts';

const Settings = z.strictObject({
  /** Where our messages go; without it nothing goes out. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  /** Most characters of a text. */
  maxChars: z.int().min(1).max(40_000).default(10_000),
});
type Settings = z.infer<typeof Settings>;

/** Bytes of all files of one message, which go with it in base64. */
const mostBytes = 5_000_000;
/** Milliseconds (Standard Webhooks: 15 to 30 seconds). */
const timeout = 20_000;
/** Used again, because who is told the same `webhook-id` again does nothing again: a call that met its end goes once more. */
const connections = new KeptConnections(64);

const capabilities = ({ maxChars }: Settings): Capabilities => ({
  inbound: 'webhook',
  parts: { text: { maxChars }, file: { maxBytes: mostBytes }, image: { maxBytes: mostBytes } },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: ['accepted', 'sent', 'delivered', 'read', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'native',
  // Who is told the same `webhook-id` again does nothing again.
  idempotentSend: 'client_id',
  rates: [],
  quietHoursApply: true,
  costClass: 0,
});

function webhook(request: WebhookRequest, at: At<Settings>): WebhookAnswer {
  if (request.method !== 'POST') return { refused: 'method' };
  const secrets = [at.secret('inbound'), ...before(at)];
  const call = verified(secrets, request.headers, request.body, at.now());
  if ('refused' in call) return call;
  return { reply: { status: 202 }, arrivals: [{ key: call.id, raw: request.body }] };
}

/** The secret before, while it is changed. */
function before(at: At<Settings>): string[] {
  try {
    return [at.secret('inboundBefore')];
  } catch {
    return [];
  }
}

function callOf(raw: Uint8Array): ApiCall {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch {
    throw new Unreadable('It is no JSON.');
  }
  const parsed = ApiCall.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Unreadable(`${issue?.path.join('/') ?? ''}: ${issue?.code ?? 'does not fit'}`.slice(0, 200));
}

const triggers = { followed: 'follow', menu: 'menu', scanned: 'scan', entered: 'enter', paid: 'payment' } as const;

async function read(arrival: Arrival, at: At<Settings>): Promise<Ingest[]> {
  const { type, data } = callOf(arrival.raw);
  const now = arrival.receivedAt ?? at.now();
  const when = instantOf(data.at, now);
  if (type === 'receipt') {
    const { message, nativeId, state, code, permanent } = data;
    const named = { ...(message ? { outbound: message } : {}), ...(nativeId ? { nativeId } : {}) };
    return [
      {
        receipt: { key: arrival.key, ...named, state, at: when, ...(code ? { code } : {}), ...(permanent ? { permanent } : {}) },
      },
    ];
  }
  if (type === 'event') {
    const trigger = data.what in triggers ? triggers[data.what as keyof typeof triggers] : undefined;
    return [
      { event: { key: arrival.key, type: data.what, who: handleOf(data.who, at), at: when, ...(trigger ? { trigger } : {}) } },
    ];
  }
  const files: Attachment[] = [];
  for (const { name, content } of data.files) files.push(await at.keepFile(name, Buffer.from(content, 'base64')));
  const message = {
    key: data.id,
    nativeId: data.id,
    occurredAt: when,
    from: handleOf(data.from, at),
    ours: data.to,
    thread: data.thread,
    text: data.text,
    files,
    ...(data.subject ? { subject: data.subject } : {}),
    ...(data.answers.length > 0 ? { answers: data.answers } : {}),
    ...(data.automatic ? { flags: { auto: true } } : {}),
  };
  return [{ message }];
}

function handleOf(who: Extract<ApiCall, { type: 'message' }>['data']['from'], at: At<Settings>): ChannelHandle {
  return {
    kind: who.kind,
    value: who.id,
    // An id of the sender's own means nothing elsewhere.
    scope: who.kind === 'api' ? at.account.id : '',
    strength: who.verified || who.kind === 'api' ? 'verified' : 'claimed',
    ...(who.name ? { display: who.name } : {}),
  };
}

async function bodyOf(message: Outbound, at: At<Settings>): Promise<Buffer> {
  const files = [];
  for (const file of message.files)
    files.push({ name: file.name, type: file.type, content: (await at.bytesOf(file)).toString('base64') });
  const { id, conversation, thread, to, cc, subject, text, purpose, references, automatic } = message;
  return Buffer.from(
    JSON.stringify({
      type: 'message',
      timestamp: new Date(message.at).toISOString(),
      data: {
        id,
        conversation,
        thread,
        to,
        cc,
        ...(subject ? { subject } : {}),
        text,
        files,
        purpose,
        answers: references.toReversed(),
        automatic,
      },
    }),
  );
}

/** What an answer means (Standard Webhooks, "Retry schedule" and "410 Gone"). */
function resultOf(status: number, body: Buffer, after: number | undefined): SendResult {
  const code = `http-${status}`;
  if (status >= 200 && status < 300) {
    const said = ApiAnswer.safeParse(jsonOf(body));
    const { id, state } = said.success ? said.data : { id: undefined, state: 'accepted' as const };
    return { ok: true, state, ...(id ? { nativeId: id } : {}) };
  }
  if (status === 401 || status === 403 || status === 404 || status === 410) return { ok: false, class: 'auth', code };
  if (status === 408 || status === 425 || status === 429 || status >= 500)
    return { ok: false, class: 'retry', code, ...(after ? { after } : {}) };
  return { ok: false, class: 'permanent', code };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return {};
  }
}

async function send(message: Outbound, at: At<Settings>): Promise<SendResult> {
  const { url } = at.settings;
  if (url === undefined) return { ok: false, class: 'permanent', code: 'no-address' };
  const body = await bodyOf(message, at);
  const headers = {
    'content-type': 'application/json',
    ...signed(at.secret('outbound'), { id: message.id, at: at.now(), body }),
  };
  try {
    const answer = await at.fetch(url, {
      method: 'POST',
      headers,
      body,
      timeout,
      maxBytes: 64 * 1024,
      over: 'cut',
      kept: connections,
    });
    return resultOf(answer.status, answer.body, retryAfter(answer.headers['retry-after'], at.now()));
  } catch (error) {
    if (!(error instanceof GuardedFetchError)) throw error;
    // What was never asked did not leave; what was not answered may have.
    if (error.reason === 'address' || error.reason === 'port' || error.reason === 'scheme')
      return { ok: false, class: 'auth', code: `address-${error.reason}` };
    return { ok: false, class: 'unknown', code: error.reason };
  }
}

/** Signed calls both ways: for systems of the organization's own. */
export const apiAdapter: ChannelAdapter<Settings> = {
  kind: 'api',
  settings: Settings,
  secrets: [
    { name: 'inbound', made: newWebhookSecret, problem: secretProblem },
    { name: 'inboundBefore', optional: true, problem: secretProblem },
    { name: 'outbound', made: newWebhookSecret, problem: secretProblem, sentTo: ['url'] },
  ],
  capabilities,
  webhook: async (request, at) => webhook(request, at),
  read,
  send,
  async health(at) {
    at.secret('inbound');
    at.secret('outbound');
    if (!at.settings.url)
      return { ok: true, detail: { en: 'Receives only: no address to send to.', zh: '仅接收：尚未设置发送地址。' } };
    // Whether anybody is there, without sending anything: any answer will do.
    const { status } = await at.fetch(at.settings.url, { method: 'HEAD', timeout: 10_000, maxBytes: 1_024, over: 'cut' });
    return status < 500 ? { ok: true } : { ok: false, detail: { en: `It answers with ${status}.`, zh: `对方返回${status}。` } };
  },
};
