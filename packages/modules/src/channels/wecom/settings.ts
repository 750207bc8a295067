import type { Capabilities } from '@rapport/contract';
import { ReplyWindow } from '@rapport/contract';
import { z } from 'zod';
import { apiBase, pictures } from '../wechat/settings.ts';

export const wecomSettings = z.strictObject({
  corpId: z.string().regex(/^w[wmx][0-9a-zA-Z]{8,30}$/),
  /** The 客服账号 of 微信客服 that this account answers for; one begins with the first of them. Callbacks of others are left alone. */
  openKfIds: z
    .array(z.string().regex(/^[0-9a-zA-Z_-]{4,64}$/))
    .min(1)
    .max(50),
  api: apiBase('https://qyapi.weixin.qq.com'),
  /** Instead of what is known: the vendor changes it from time to time. */
  windows: z.array(ReplyWindow).max(12).optional(),
  /** Said to whoever opens the talk, within the 20 seconds that the vendor gives (send_msg_on_event); absent: nothing. */
  welcome: z.string().trim().min(1).max(600).optional(),
  /** Minutes after which is asked what is new although no callback said so (without its token the vendor counts calls closely). */
  askEvery: z.int().min(1).max(1440).default(5),
});
export type WecomSettings = z.infer<typeof wecomSettings>;

/** 5 in 48 hours after words (developer.work.weixin.qq.com/document/path/94677, read 2026-11). */
const standard: ReplyWindow[] = [{ trigger: 'inbound', ms: 48 * 3_600_000, quota: 5 }];

/** Limits of media: path/90253. */
/** For the greeting alone: the code of entering holds for 20 seconds, once (document/path/95122). */
const entering: ReplyWindow = { trigger: 'enter', ms: 20_000, quota: 1 };

export const wecomCapabilities = ({ windows, welcome }: WecomSettings): Capabilities => ({
  inbound: 'webhook',
  parts: {
    text: { maxBytes: 2048 },
    image: { maxBytes: 10 << 20, mimes: pictures.slice(0, 2) },
    voice: { maxBytes: 2 << 20, mimes: ['audio/amr'] },
    video: { maxBytes: 10 << 20, mimes: ['video/mp4'] },
    file: { maxBytes: 20 << 20 },
    location: {},
  },
  windows: [...(windows ?? standard), ...(welcome === undefined ? [] : [entering])],
  proactive: 'none',
  quotas: [],
  receipts: ['accepted', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'native',
  // An id of ours travels with each message, but nobody says that a second one of the same id is dropped.
  idempotentSend: 'none',
  rates: [{ per: 'account', n: 5_000, ms: 60_000 }],
  historyMs: 3 * 86_400_000,
  quietHoursApply: true,
  costClass: 0,
});
