import { randomBytes, randomInt } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';

/** How the delivery of a callback goes wrong, on the vendor's side or on the way. */
export type CallbackFault =
  /** Never delivered. */
  | 'lost'
  /** Delivered three times although it was acknowledged. */
  | 'repeated'
  /** Its signature is not made with our token. */
  | 'wrong-signature'
  /** Encrypted for another account. */
  | 'wrong-receiver'
  /** In clear although the account is set to encrypt. */
  | 'in-clear'
  /** It was delivered, and the vendor never saw the acknowledgement. */
  | 'answer-lost';

/** What both sides agreed on in the vendor's console. */
export interface CallbackSettings {
  url: string;
  token: string;
  aesKey: string;
  receiveId: string;
  mode: 'encrypted' | 'plain';
  form: 'xml' | 'json';
}

/** One delivery with its repeats: what was answered, and whether the vendor counts it as taken. */
export interface Delivery {
  acknowledged: boolean;
  attempts: { status: number; body: string; ms: number }[];
}

/** Seconds the vendor waits, and how often it tries again (developers.weixin.qq.com, 接收普通消息). */
export const vendorDeadline = 5_000;
const tries = 4;

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

export type CallbackFields = { [name: string]: string | number | CallbackFields };

/** Fields as XML, as the vendor writes it: numbers bare, words in CDATA. */
export const xmlBody = (fields: CallbackFields, root = 'xml'): string =>
  `<${root}>${Object.entries(fields)
    .map(([name, value]) =>
      typeof value === 'object' ? xmlBody(value, name) : `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`,
    )
    .join('')}</${root}>`;

/** A request as the vendor makes it, signed anew each time it is made. `now` in ms. */
export function callbackRequest(
  settings: CallbackSettings,
  fields: CallbackFields,
  now: number,
  fault?: CallbackFault,
): { url: string; body: string; type: string } {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = String(randomInt(1_000_000_000));
  const token = fault === 'wrong-signature' ? randomBytes(8).toString('hex') : settings.token;
  const message = settings.form === 'json' ? JSON.stringify(fields) : xmlBody(fields);
  const query = new URLSearchParams({ signature: getSignature(token, timestamp, nonce, ''), timestamp, nonce });
  let body = message;
  if (settings.mode === 'encrypted' && fault !== 'in-clear') {
    const receiver = fault === 'wrong-receiver' ? `${settings.receiveId.slice(0, -1)}_` : settings.receiveId;
    const packed = encrypt(settings.aesKey, message, receiver);
    query.set('encrypt_type', 'aes');
    query.set('msg_signature', getSignature(token, timestamp, nonce, packed));
    const outer = { ToUserName: String(fields.ToUserName ?? ''), Encrypt: packed };
    body = settings.form === 'json' ? JSON.stringify(outer) : xmlBody(outer);
  }
  const joint = settings.url.includes('?') ? '&' : '?';
  return { url: `${settings.url}${joint}${query}`, body, type: settings.form === 'json' ? 'application/json' : 'text/xml' };
}

async function post(request: ReturnType<typeof callbackRequest>, deadline: number): Promise<Delivery['attempts'][number]> {
  const began = Date.now();
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: { 'content-type': request.type },
      body: request.body,
      signal: AbortSignal.timeout(deadline),
    });
    return { status: response.status, body: await response.text(), ms: Date.now() - began };
  } catch {
    return { status: 0, body: '', ms: Date.now() - began };
  }
}

/** Delivers as the vendor does: within its deadline, and three times more when it is not acknowledged. */
export async function deliver(
  settings: CallbackSettings,
  fields: CallbackFields,
  { now, fault, deadline = vendorDeadline }: { now: () => number; fault?: CallbackFault; deadline?: number },
): Promise<Delivery> {
  const attempts: Delivery['attempts'] = [];
  if (fault === 'lost') return { acknowledged: false, attempts };
  let acknowledged = false;
  for (let n = 0; n < tries; n++) {
    const answer = await post(callbackRequest(settings, fields, now(), fault), deadline);
    attempts.push(answer);
    acknowledged = answer.status === 200 && (answer.body === '' || answer.body === 'success');
    const again = fault === 'repeated' ? n < 2 : fault === 'answer-lost' ? n < 1 : !acknowledged;
    if (!again) break;
  }
  return { acknowledged, attempts };
}

/** The check of the address when it is saved in the vendor's console. */
export async function checkAddress(settings: CallbackSettings, now: number, sealed: boolean): Promise<boolean> {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = String(randomInt(1_000_000_000));
  const echo = String(randomInt(1_000_000_000_000));
  const echostr = sealed ? encrypt(settings.aesKey, echo, settings.receiveId) : echo;
  const signature = getSignature(settings.token, timestamp, nonce, sealed ? echostr : '');
  const query = new URLSearchParams({ timestamp, nonce, echostr, [sealed ? 'msg_signature' : 'signature']: signature });
  const response = await fetch(`${settings.url}${settings.url.includes('?') ? '&' : '?'}${query}`, {
    signal: AbortSignal.timeout(vendorDeadline),
  });
  return response.status === 200 && (await response.text()) === echo;
}
