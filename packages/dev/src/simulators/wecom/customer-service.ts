import { AccessTokens } from '../access-tokens.ts';
import { type CallbackFault, type CallbackSettings, checkAddress, type Delivery, deliver } from '../callback-post.ts';
import { MediaStore } from '../media-store.ts';
import { randomWord as id } from '../random-word.ts';
import { ReplyWindows } from '../reply-windows.ts';
import { VendorClock } from '../vendor-clock.ts';
import { VendorServer } from '../vendor-server.ts';
import { serviceApi } from './service-api.ts';
import { type WecomCustomer, type WecomState, writeEntry } from './service-state.ts';

const tenMinutes = 600_000;
const twoDays = 2 * 86_400_000;

/**
 * 微信客服 as WeCom runs it, on this machine and with a clock of its own: callbacks that only say that there is something, sync_msg with cursor, token
 * and three days of history, send_msg within windows and states, failures that are told later. Misbehaves when told to.
 */
export class WecomSimulator {
  readonly state: WecomState;
  readonly server: VendorServer;
  callback: CallbackSettings | undefined;
  deadline: number | undefined;
  private readonly faults: CallbackFault[] = [];
  private running: Promise<unknown>[] = [];

  constructor(corpId = 'ww5823bf96d3bd56c7', kfs = 2) {
    const clock = new VendorClock();
    this.state = {
      corpId,
      secret: id(43),
      openKfIds: Array.from({ length: kfs }, () => `wk${id(30)}`),
      clock,
      customers: new Map(),
      log: [],
      sent: [],
      states: new Map(),
      tokens: new AccessTokens(clock),
      syncTokens: new Map(),
      media: new MediaStore(clock),
      windows: new ReplyWindows(clock, { inbound: { ms: twoDays, quota: 5 } }),
      welcomes: new Map(),
      emptyPages: 0,
      failures: [],
      tell: (openKfId) => void this.running.push(this.call(openKfId)),
    };
    this.server = new VendorServer(serviceApi(this.state));
  }

  async start(): Promise<this> {
    await this.server.listen();
    return this;
  }

  async stop(): Promise<void> {
    await this.settled();
    await this.server.close();
  }

  /** Callbacks that the vendor began by itself are through. */
  async settled(): Promise<void> {
    await Promise.all(this.running.splice(0));
  }

  customer(nickname: string, unionid = `o6_${id(26)}`): WecomCustomer {
    const customer = { externalId: `wm${id(30)}`, unionid, nickname };
    this.state.customers.set(customer.externalId, customer);
    return customer;
  }

  misbehave(...faults: readonly CallbackFault[]): void {
    this.faults.push(...faults);
  }

  checkAddress(): Promise<boolean> {
    return checkAddress(this.callback!, this.state.clock.now(), true);
  }

  /** Somebody writes or sends something to one of the 客服账号. */
  async message(
    customer: WecomCustomer,
    msgtype: string,
    content: Record<string, unknown>,
    openKfId = this.state.openKfIds[0]!,
  ): Promise<Delivery | undefined> {
    const { states, windows } = this.state;
    const key = `${openKfId}/${customer.externalId}`;
    windows.touch(key, 'inbound');
    if ((states.get(key) ?? 4) === 4) states.set(key, 0);
    this.write(openKfId, { open_kfid: openKfId, external_userid: customer.externalId, origin: 3, msgtype, [msgtype]: content });
    return this.call(openKfId);
  }

  says(customer: WecomCustomer, text: string, openKfId?: string): Promise<Delivery | undefined> {
    return this.message(customer, 'text', { content: text }, openKfId);
  }

  sends(customer: WecomCustomer, msgtype: string, bytes: Buffer, type: string, name = ''): Promise<Delivery | undefined> {
    return this.message(customer, msgtype, { media_id: this.state.media.keep({ bytes, type, name }) });
  }

  /** A colleague answers in WeCom's own app. */
  colleagueSays(customer: WecomCustomer, servicer: string, text: string): Promise<Delivery | undefined> {
    const openKfId = this.state.openKfIds[0]!;
    this.state.states.set(`${openKfId}/${customer.externalId}`, 3);
    const who = { open_kfid: openKfId, external_userid: customer.externalId, servicer_userid: servicer };
    this.write(openKfId, { ...who, origin: 5, msgtype: 'text', text: { content: text } });
    return this.call(openKfId);
  }

  /** Somebody opens the talk. Whoever was welcomed or wrote in the last two days brings no code. */
  enters(customer: WecomCustomer, openKfId = this.state.openKfIds[0]!): Promise<Delivery | undefined> {
    const { clock, welcomes, windows } = this.state;
    const now = clock.now();
    const key = `${openKfId}/${customer.externalId}`;
    const lately = [...welcomes.values()].some((one) => one.externalId === customer.externalId && one.until > now - twoDays);
    const more: Record<string, unknown> = { external_userid: customer.externalId, scene: 'site' };
    if (!lately && !windows.isOpen(key)) {
      more.welcome_code = id(44);
      welcomes.set(more.welcome_code as string, { openKfId, externalId: customer.externalId, until: now + 20_000 });
    }
    return this.event('enter_session', more, openKfId);
  }

  /** Somebody, or a colleague in WeCom's own app, takes back what they said last. */
  recalls(customer: WecomCustomer, servicer?: string): Promise<Delivery | undefined> {
    const said = this.state.log.findLast(
      ({ message }) =>
        message.external_userid === customer.externalId &&
        (servicer === undefined ? message.origin === 3 : message.servicer_userid === servicer),
    );
    const what = { external_userid: customer.externalId, recall_msgid: said?.message.msgid };
    return servicer === undefined
      ? this.event('user_recall_msg', what)
      : this.event('servicer_recall_msg', { ...what, servicer_userid: servicer });
  }

  event(event_type: string, more: Record<string, unknown>, openKfId = this.state.openKfIds[0]!): Promise<Delivery | undefined> {
    this.write(openKfId, { origin: 4, msgtype: 'event', event: { event_type, open_kfid: openKfId, ...more } });
    return this.call(openKfId);
  }

  private write(openKfId: string, message: Record<string, unknown>): void {
    writeEntry(this.state, openKfId, message);
  }

  /** Tells the house that there is something, if it has said where. */
  private async call(openKfId: string): Promise<Delivery | undefined> {
    const { clock, corpId, syncTokens } = this.state;
    if (!this.callback) return undefined;
    const token = `ENC${id(44)}`;
    syncTokens.set(token, clock.now() + tenMinutes);
    const fields = {
      ToUserName: corpId,
      CreateTime: Math.floor(clock.now() / 1000),
      MsgType: 'event',
      Event: 'kf_msg_or_event',
      Token: token,
      OpenKfId: openKfId,
    };
    const fault = this.faults.shift();
    const { deadline } = this;
    return deliver(this.callback, fields, {
      now: () => clock.now(),
      ...(fault ? { fault } : {}),
      ...(deadline ? { deadline } : {}),
    });
  }
}
