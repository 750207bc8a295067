import type { At, WebhookAnswer, WebhookRequest } from '../adapter.ts';
import { type CallbackKeys, CallbackRefused, isSigned, openBox } from './callback-box.ts';
import { readCallback, wordsOf } from './callback-text.ts';

function optional(at: At<unknown>, name: string): string[] {
  try {
    return [at.secret(name)];
  } catch {
    return [];
  }
}

/** The keys an account has; the ones before while a change of keys is under way. */
export const keysOf = (at: At<unknown>, receiveId: string): CallbackKeys => ({
  tokens: [at.secret('token'), ...optional(at, 'previousToken')],
  aesKeys: [...optional(at, 'aesKey'), ...optional(at, 'previousAesKey')],
  receiveId,
});

/** A call in clear is signed without its body: it counts only while it is fresh. */
const freshFor = 10 * 60_000;

export type Opened = { body: Buffer } | { answer: WebhookAnswer };

const refused = (because: 'signature' | 'expired' | 'malformed' | 'method'): Opened => ({
  answer: { refused: because, status: because === 'method' ? 405 : because === 'malformed' ? 400 : 403 },
});

/** The encrypted part of a body, XML or JSON: the rest of it is not signed and is not looked at. */
const encryptedIn = (body: Buffer): string => wordsOf(readCallback(body), 'Encrypt');

function openPlain({ query, body, method }: WebhookRequest, keys: CallbackKeys, now: number): Opened {
  const timestamp = query.get('timestamp') ?? '';
  if (!isSigned(query.get('signature') ?? '', keys.tokens, timestamp, query.get('nonce') ?? '')) return refused('signature');
  if (method === 'GET') return { answer: { reply: { status: 200, body: query.get('echostr') ?? '' } } };
  return Math.abs(now - Number(timestamp) * 1000) <= freshFor ? { body } : refused('expired');
}

function openEncrypted({ query, body, method }: WebhookRequest, keys: CallbackKeys): Opened {
  // A + that nobody escaped comes as a blank.
  const encrypted = method === 'GET' ? (query.get('echostr') ?? '').replaceAll(' ', '+') : encryptedIn(body);
  const signed = [query.get('timestamp') ?? '', query.get('nonce') ?? '', encrypted];
  if (!isSigned(query.get('msg_signature') ?? '', keys.tokens, ...signed)) return refused('signature');
  const message = openBox(keys, encrypted);
  return method === 'GET' ? { answer: { reply: { status: 200, body: message } } } : { body: message };
}

/**
 * Verifies a call and opens it: the body in clear, or what is answered at once (the check of the address, a refusal). In `encrypted` mode a
 * body in clear is refused although it may be signed: its signature does not cover it. `plainCheck`: the check of the address comes in clear (Official Account).
 */
export function openCallback(
  request: WebhookRequest,
  { keys, mode, plainCheck, now }: { keys: CallbackKeys; mode: 'encrypted' | 'plain'; plainCheck: boolean; now: number },
): Opened {
  const { method, query } = request;
  if (method !== 'GET' && method !== 'POST') return refused('method');
  const plain = mode === 'plain' || (method === 'GET' && plainCheck && !query.has('msg_signature'));
  try {
    return plain ? openPlain(request, keys, now) : openEncrypted(request, keys);
  } catch (error) {
    if (error instanceof CallbackRefused) return refused('malformed');
    throw error;
  }
}
