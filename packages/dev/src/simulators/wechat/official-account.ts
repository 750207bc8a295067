import { randomBytes, randomInt } from 'node:crypto';
import { AccessTokens } from '../access-tokens.ts';
import {
  type CallbackFault,
  type CallbackFields,
  type CallbackSettings,
  checkAddress,
  type Delivery,
  deliver,
} from '../callback-post.ts';
import { MediaStore } from '../media-store.ts';
import { ReplyWindows, type WindowRule } from '../reply-windows.ts';
import { VendorClock } from '../vendor-clock.ts';
import { VendorServer } from '../vendor-server.ts';
import { officialApi } from './official-api.ts';
import type { WechatPerson, WechatState } from './official-state.ts';

const minute = 60_000;
const day = 86_400_000;
/** 客服消息下发规则 (developers.weixin.qq.com, kf/intro). */
const rules: Readonly<Record<string, WindowRule>> = {
  inbound: { ms: 2 * day, quota: 5 },
  menu: { ms: minute, quota: 3 },
  follow: { ms: minute, quota: 3 },
  scan: { ms: minute, quota: 3 },
  payment: { ms: 2 * day, quota: null },
};
const triggers: Readonly<Record<string, string>> = {
  subscribe: 'follow',
  SCAN: 'scan',
  CLICK: 'menu',
  scancode_push: 'menu',
  scancode_waitmsg: 'menu',
};

const id = (): string => randomBytes(21).toString('base64url');

/**
 * A WeChat Official Account as its vendor runs it, on this machine and with a clock of its own: callbacks signed and encrypted by the vendor's own
 * package, with its deadline and repeats; its API with tokens, windows, quotas and media that expire. Misbehaves when told to.
 */
export class WechatSimulator {
  readonly state: WechatState;
  readonly server: VendorServer;
  /** Set once the house is there; see `Delivery`. */
  callback: CallbackSettings | undefined;
  /** ms that the vendor waits for an answer; its five seconds unless a test has no time for them. */
  deadline: number | undefined;
  private readonly faults: CallbackFault[] = [];
  private held: (() => Promise<Delivery>)[] | undefined;
  private nextMsgId = 24_000_000_000_000_000n + BigInt(randomInt(1_000_000_000));

  constructor(appId = 'wx5823bf96d3bd56c7') {
    const clock = new VendorClock();
    this.state = {
      appId,
      appSecret: randomBytes(16).toString('hex'),
      originalId: `gh_${randomBytes(6).toString('hex')}`,
      clock,
      people: new Map(),
      sent: [],
      templates: new Map(),
      tokens: new AccessTokens(clock),
      stableTokens: new AccessTokens(clock),
      media: new MediaStore(clock),
      windows: new ReplyWindows(clock, rules),
    };
    this.server = new VendorServer(officialApi(this.state));
  }

  async start(): Promise<this> {
    await this.server.listen();
    return this;
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  /** Whoever follows the account, or is about to. */
  person(nickname: string, unionid = `o6_${id()}`): WechatPerson {
    const person = { openid: `o${id().slice(0, 27)}`, unionid, nickname, follows: true };
    this.state.people.set(person.openid, person);
    return person;
  }

  /** The next callbacks go wrong, in this order. */
  misbehave(...faults: readonly CallbackFault[]): void {
    this.faults.push(...faults);
  }

  /** Callbacks from now on wait until `release`. */
  hold(): void {
    this.held ??= [];
  }

  /** Delivers what was held, the last first: reordered as networks do. */
  async release(): Promise<Delivery[]> {
    const waiting = this.held ?? [];
    this.held = undefined;
    const done: Delivery[] = [];
    for (const one of waiting.reverse()) done.push(await one());
    return done;
  }

  /** Saves the address in the console: the vendor checks it. */
  checkAddress(): Promise<boolean> {
    return checkAddress(this.callback!, this.state.clock.now(), false);
  }

  /** Somebody writes or sends something. Answers with the delivery, or undefined while callbacks are held. */
  message(person: WechatPerson, msgtype: string, fields: CallbackFields): Promise<Delivery | undefined> {
    this.state.windows.touch(person.openid, fields.bizmsgmenuid === undefined ? 'inbound' : 'menu');
    return this.push(person, { MsgType: msgtype, ...fields, MsgId: (this.nextMsgId++).toString() });
  }

  says(person: WechatPerson, text: string): Promise<Delivery | undefined> {
    return this.message(person, 'text', { Content: text });
  }

  sends(
    person: WechatPerson,
    msgtype: string,
    bytes: Buffer,
    type: string,
    more: CallbackFields = {},
  ): Promise<Delivery | undefined> {
    const mediaId = this.state.media.keep({ bytes, type, name: '' });
    return this.message(person, msgtype, { MediaId: mediaId, ...more });
  }

  /** Somebody follows, scans, taps a menu … */
  event(person: WechatPerson, event: string, fields: CallbackFields = {}): Promise<Delivery | undefined> {
    const trigger = triggers[event];
    if (trigger) this.state.windows.touch(person.openid, trigger);
    if (event === 'subscribe' || event === 'unsubscribe') person.follows = event === 'subscribe';
    return this.push(person, { MsgType: 'event', Event: event, ...fields });
  }

  /** What became of a template message is told, as often as it is called. */
  templateFinished(person: WechatPerson, msgid: string, status = 'success'): Promise<Delivery | undefined> {
    return this.event(person, 'TEMPLATESENDJOBFINISH', { MsgID: msgid, Status: status });
  }

  private async push(person: WechatPerson, fields: CallbackFields): Promise<Delivery | undefined> {
    const { originalId, clock } = this.state;
    const full = {
      ToUserName: originalId,
      FromUserName: person.openid,
      CreateTime: Math.floor(clock.now() / 1000),
      ...fields,
    };
    const fault = this.faults.shift();
    const settings = this.callback!;
    const deadline = this.deadline;
    const go = () =>
      deliver(settings, full, { now: () => clock.now(), ...(fault ? { fault } : {}), ...(deadline ? { deadline } : {}) });
    if (!this.held) return go();
    this.held.push(go);
    return undefined;
  }
}
