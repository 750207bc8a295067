import { type Capabilities, ReplyWindow } from '@rapport/contract';
import { randomInt } from '@rapport/platform';
import { z } from 'zod';
import type { SecretField } from '../adapter.ts';

/** Where a vendor's API is asked: over TLS, or on this machine (a simulator, a proxy). */
export const apiBase = (standard: string) =>
  z
    .url()
    .max(200)
    .regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(:|\/|$))/)
    .default(standard);

/** `{text}` all the words, `{1}` … `{9}` a line of them, `{name}` the contact's name; anything else stays as it is. */
const fieldValue = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((value) => [...value.matchAll(/\{([^}]*)\}/g)].every(([, what]) => /^(text|name|[1-9])$/.test(what!)));

/** A template of messages (模板消息) that the vendor approved. */
const WechatTemplate = z.strictObject({
  id: z.string().regex(/^[\w-]{10,64}$/),
  /** How colleagues know it. */
  name: z.string().trim().min(1).max(80),
  /** What stands in each of its keywords. */
  fields: z
    .record(z.string().regex(/^[a-zA-Z]\w{0,39}$/), fieldValue)
    .refine((fields) => Object.keys(fields).length > 0 && Object.keys(fields).length <= 20),
  /** Where a tap on it leads. */
  url: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
});
export type WechatTemplate = z.infer<typeof WechatTemplate>;

export const wechatSettings = z.strictObject({
  appId: z.string().regex(/^wx[0-9a-f]{16}$/),
  account: z.enum(['service', 'subscription', 'mini-program']).default('service'),
  /** How callbacks come (消息加解密方式). `plain` is for tests: their bodies are not signed. */
  mode: z.enum(['encrypted', 'plain']).default('encrypted'),
  /** `stable_token` does not take the token from other systems of the organization that use the same account; `token` does. */
  tokenFrom: z.enum(['stable_token', 'token']).default('stable_token'),
  /** Said to whoever begins to follow, within the vendor's minute; absent: nothing. */
  welcome: z.string().trim().min(1).max(600).optional(),
  /** Of a service account: what may be said outside the windows. The vendor lets an account have 25. */
  templates: z
    .array(WechatTemplate)
    .max(25)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length)
    .optional(),
  api: apiBase('https://api.weixin.qq.com'),
  /** Instead of what is known of the kind of account: the vendor changes it from time to time. */
  windows: z.array(ReplyWindow).max(12).optional(),
});
export type WechatSettings = z.infer<typeof wechatSettings>;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const drawn = (length: number): string => Array.from({ length }, () => letters[randomInt(letters.length)]!).join('');

const token: Omit<SecretField, 'name'> = {
  problem: (value) => (/^[A-Za-z0-9]{3,32}$/.test(value) ? undefined : '3-32 letters and digits'),
};
const aesKey: Omit<SecretField, 'name'> = {
  problem: (value) => (/^[A-Za-z0-9]{43}$/.test(value) ? undefined : '43 letters and digits'),
};

/** The secrets of a callback. What an administrator does not give is made, to be typed in at the vendor's. */
export const callbackSecretFields: readonly SecretField[] = [
  { name: 'token', ...token, made: () => drawn(32) },
  { name: 'aesKey', ...aesKey, made: () => drawn(43) },
  { name: 'previousToken', ...token, optional: true },
  { name: 'previousAesKey', ...aesKey, optional: true },
];

const minute = 60_000;
const hour = 3_600_000;
const afterWords: ReplyWindow = { trigger: 'inbound', ms: 48 * hour, quota: 5 };

/**
 * What each kind of account may answer (developers.weixin.qq.com, doc/service/guide/product/kf/intro and doc/subscription/api/customer/message,
 * read 2026-11; copies of 2021 say 20 after words).
 */
function windowsOf(account: WechatSettings['account']): ReplyWindow[] {
  if (account === 'mini-program') return [afterWords, { trigger: 'enter', ms: minute, quota: 2 }];
  const events = (['menu', 'follow', 'scan'] as const).map((trigger) => ({ trigger, ms: minute, quota: 3 }));
  const paid: ReplyWindow[] = account === 'service' ? [{ trigger: 'payment', ms: 48 * hour, quota: null }] : [];
  return [afterWords, ...events, ...paid];
}

export const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/bmp'];

/** Service accounts alone may send templates. */
export const templatesOf = ({ account, templates = [] }: WechatSettings): readonly WechatTemplate[] =>
  account === 'service' ? templates : [];

/** Which there are, where there is one. */
function proactiveBy(settings: WechatSettings): Pick<Capabilities, 'proactive' | 'templates'> {
  const templates = templatesOf(settings).map(({ id, name }) => ({ id, name }));
  return templates.length > 0 ? { proactive: 'template', templates } : { proactive: 'none' };
}

export const wechatCapabilities = (settings: WechatSettings): Capabilities => ({
  inbound: 'webhook',
  parts: {
    text: { maxBytes: 2048 },
    image: { maxBytes: 10 << 20, mimes: pictures },
    ...(settings.account === 'mini-program'
      ? {}
      : {
          voice: { maxBytes: 2 << 20, mimes: ['audio/amr', 'audio/mpeg'] },
          video: { maxBytes: 10 << 20, mimes: ['video/mp4'] },
        }),
  },
  windows: settings.windows ?? windowsOf(settings.account),
  ...proactiveBy(settings),
  quotas: [],
  receipts: ['accepted', 'sent', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'none',
  idempotentSend: 'none',
  rates: [],
  quietHoursApply: true,
  costClass: 0,
});
