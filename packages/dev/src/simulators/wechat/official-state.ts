import type { AccessTokens } from '../access-tokens.ts';
import type { MediaStore } from '../media-store.ts';
import type { ReplyWindows } from '../reply-windows.ts';
import type { VendorClock } from '../vendor-clock.ts';

export interface WechatPerson {
  openid: string;
  unionid: string;
  nickname: string;
  follows: boolean;
}

/** A message that the account sent and the vendor took. */
export interface WechatSent {
  touser: string;
  msgtype: string;
  content: Record<string, unknown>;
  /** Of templates the number that its receipt names. */
  msgid?: string;
  /** Of media what was uploaded. */
  bytes?: Buffer;
  at: number;
}

/** What the vendor's machines hold of one account. */
export interface WechatState {
  appId: string;
  appSecret: string;
  /** 原始ID, `ToUserName` of callbacks. */
  originalId: string;
  clock: VendorClock;
  people: Map<string, WechatPerson>;
  sent: WechatSent[];
  /** Approved templates: their keywords by their id. */
  templates: Map<string, readonly string[]>;
  tokens: AccessTokens;
  stableTokens: AccessTokens;
  media: MediaStore;
  windows: ReplyWindows;
}
