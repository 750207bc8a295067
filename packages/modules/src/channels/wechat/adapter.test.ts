import { WechatSimulator } from '@rapport/dev/simulators';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, type Ingest, Unreadable, type WebhookAnswer } from '../adapter.ts';
import { wechatAdapter } from './adapter.ts';
import { outbound, outFile, type TestAt, testAt } from './at.test-kit.ts';
import { readCallback } from './callback-text.ts';
import { CallbackDoor } from './door.test-kit.ts';
import { keyOf } from './read-arrival.ts';
import { type WechatSettings, wechatSettings } from './settings.ts';

const secrets = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };
const picture = Buffer.from('89504e470d0a1a0a', 'hex');

/** The adapter behind a door as a house has it: arrivals are kept once by their key, then acknowledged. */
class Kept {
  readonly arrivals = new Map<string, Arrival>();
  readonly answers: WebhookAnswer[] = [];
  at!: TestAt<WechatSettings>;
  readonly door = new CallbackDoor(async (call) => {
    const answer = await wechatAdapter.webhook!(call, this.at);
    this.answers.push(answer);
    for (const one of ('arrivals' in answer && answer.arrivals) || [])
      if (!this.arrivals.has(one.key)) this.arrivals.set(one.key, { ...one, receivedAt: this.at.now() });
    return answer;
  });
  async read(): Promise<Ingest[]> {
    const all: Ingest[] = [];
    for (const arrival of this.arrivals.values()) all.push(...(await wechatAdapter.read!(arrival, this.at)));
    return all;
  }
}

describe('an Official Account', () => {
  let vendor: WechatSimulator;
  const door = new Kept();
  let at: TestAt<WechatSettings>;

  beforeAll(async () => void (await door.door.listen()));
  beforeEach(async () => {
    vendor = await new WechatSimulator().start();
    const { appId, appSecret, clock } = vendor.state;
    const settings = wechatSettings.parse({ appId, api: vendor.server.url });
    at = testAt(settings, { ...secrets, appSecret }, vendor.server.address, () => clock.now());
    door.at = at;
    door.arrivals.clear();
    door.answers.length = 0;
    vendor.callback = { url: door.door.url, ...secrets, receiveId: appId, mode: 'encrypted', form: 'xml' };
    return () => vendor.stop();
  });
  afterAll(() => door.door.close());

  it.each(['xml', 'json'] as const)('takes words in %s, with who says them', async (form) => {
    vendor.callback!.form = form;
    expect(await vendor.checkAddress()).toBe(true);
    const lin = vendor.person('林小姐');
    const delivery = await vendor.says(lin, '你好 ]]> <b>&amp;');
    expect(delivery).toMatchObject({ acknowledged: true, attempts: [{ status: 200, body: 'success' }] });
    const [read] = await door.read();
    expect(read).toMatchObject({
      message: {
        text: '你好 ]]> <b>&amp;',
        from: { kind: 'wechat', value: lin.openid, scope: vendor.state.appId, strength: 'verified', display: '林小姐' },
        alias: [{ kind: 'wechat', value: lin.unionid, scope: 'union', strength: 'verified' }],
        ours: [vendor.state.originalId],
        thread: '',
        trigger: 'inbound',
      },
    });
    at.known.add(lin.openid);
    await vendor.says(lin, 'again');
    await door.read();
    expect(vendor.server.count('/cgi-bin/user/info')).toBe(1);
  });

  it('takes each once, however often and in whatever order it comes', async () => {
    const lin = vendor.person('Lin');
    vendor.misbehave('repeated', 'answer-lost', 'lost');
    for (const text of ['one', 'two', 'never', 'three']) await vendor.says(lin, text);
    vendor.hold();
    await vendor.says(lin, 'four');
    await vendor.event(lin, 'CLICK', { EventKey: 'a' });
    await vendor.event(lin, 'CLICK', { EventKey: 'b' });
    await vendor.release();
    const read = await door.read();
    expect(read.flatMap((one) => ('message' in one ? [one.message.text] : []))).toEqual(['one', 'two', 'three', 'four']);
    expect(read.filter((one) => 'event' in one)).toHaveLength(2);
  });

  it('refuses what is not the vendor’s: signature, receiver, in clear, stale, other methods, damage', async () => {
    const lin = vendor.person('Lin');
    vendor.misbehave('wrong-signature', 'wrong-receiver', 'in-clear');
    for (const text of ['a', 'b', 'c']) expect(await vendor.says(lin, text)).toMatchObject({ acknowledged: false });
    expect(door.arrivals.size).toBe(0);
    expect(new Set(door.answers.map((one) => ('refused' in one ? one.refused : 'taken')))).toEqual(
      new Set(['signature', 'malformed']),
    );
    const body = Buffer.from('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>');
    const call = { method: 'POST', url: '', query: new URLSearchParams(), headers: {}, body };
    expect(await wechatAdapter.webhook!(call, at)).toMatchObject({ refused: 'malformed' });
    expect(await wechatAdapter.webhook!({ ...call, method: 'PUT' }, at)).toMatchObject({ refused: 'method' });
  });

  it('takes plain callbacks only where they were chosen, and only fresh ones', async () => {
    door.at = { ...at, settings: { ...at.settings, mode: 'plain' } };
    vendor.callback!.mode = 'plain';
    const lin = vendor.person('Lin');
    expect(await vendor.says(lin, 'hello')).toMatchObject({ acknowledged: true });
    door.at = { ...door.at, now: () => vendor.state.clock.now() + 11 * 60_000 };
    expect(await vendor.says(lin, 'old')).toMatchObject({ acknowledged: false });
    expect(door.answers.at(-1)).toMatchObject({ refused: 'expired' });
  });

  it('goes on while token and key are being changed', async () => {
    door.at = testAt(
      at.settings,
      { token: 'next', aesKey: 'B'.repeat(43), previousToken: secrets.token, previousAesKey: secrets.aesKey },
      vendor.server.address,
      at.now,
    );
    expect(await vendor.says(vendor.person('Lin'), 'hello')).toMatchObject({ acknowledged: true });
    Object.assign(vendor.callback!, { token: 'next', aesKey: 'B'.repeat(43) });
    expect(await vendor.says(vendor.person('Lin'), 'hello')).toMatchObject({ acknowledged: true });
  });

  it('fetches media at once and says what it cannot show', async () => {
    const lin = vendor.person('Lin');
    await vendor.sends(lin, 'image', picture, 'image/png', { PicUrl: `${vendor.server.url}/none` });
    await vendor.sends(lin, 'voice', Buffer.from('#!AMR'), 'audio/amr', { Format: 'amr', Recognition: '你们几点开门' });
    await vendor.message(lin, 'location', { Location_X: 39.9, Location_Y: 116.4, Scale: 15, Label: '北京' });
    await vendor.message(lin, 'link', { Title: 'T', Description: 'D', Url: 'https://example.com/' });
    await vendor.message(lin, 'hologram', { Title: 'future' });
    await vendor.message(lin, 'text', { Content: '退货', bizmsgmenuid: '101' });
    const messages = (await door.read()).flatMap((one) => ('message' in one ? [one.message] : []));
    expect(messages.map((one) => one.text)).toEqual([
      '[图片]',
      '[语音] 你们几点开门',
      '[位置] 北京 geo:39.9,116.4',
      '[链接] T D https://example.com/',
      '[无法显示的消息：hologram] future',
      '退货',
    ]);
    expect(at.files.map(({ name, bytes }) => [name.split('.').at(-1), bytes.length])).toEqual([
      ['png', 8],
      ['amr', 5],
    ]);
    expect(messages.map((one) => one.trigger)).toEqual([...Array(5).fill('inbound'), 'menu']);
  });

  it('keeps markup that came through as a dead letter, apart from all others', async () => {
    const body =
      '<xml><FromUserName>a</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId><MsgId>2</MsgId></xml>';
    const arrival = { key: '', raw: Buffer.from(body) };
    await expect(wechatAdapter.read!(arrival, at)).rejects.toBeInstanceOf(Unreadable);
    expect(keyOf(readCallback(arrival.raw), arrival.raw)).toMatch(/^odd\//);
  });

  it('waits for media that may still come and goes without what is gone', async () => {
    const lin = vendor.person('Lin');
    await vendor.sends(lin, 'image', picture, 'image/png');
    vendor.server.fail('/cgi-bin/media/get', 'gateway');
    await expect(door.read()).rejects.toThrow();
    vendor.state.clock.advance(4 * 86_400_000);
    expect(await door.read()).toMatchObject([{ message: { text: '[图片] （文件已过期）' } }]);
  });

  it('opens the windows that events open', async () => {
    const lin = vendor.person('Lin');
    Object.assign(at.settings, { welcome: '感谢关注' });
    await vendor.event(lin, 'subscribe', { EventKey: 'qrscene_7' });
    await vendor.event(lin, 'SCAN', { EventKey: '7' });
    await vendor.event(lin, 'CLICK', { EventKey: 'hours' });
    await vendor.event(lin, 'VIEW', { EventKey: 'https://example.com/' });
    await vendor.event(lin, 'LOCATION', { Latitude: 1, Longitude: 2, Precision: 3 });
    await vendor.event(lin, 'unsubscribe');
    const events = (await door.read()).flatMap((one) => ('event' in one ? [one.event] : []));
    expect(events.map(({ type, trigger }) => [type, trigger])).toEqual([
      ['followed', 'follow'],
      ['scanned', 'scan'],
      ['menu', 'menu'],
      ['menu', undefined],
      ['left', undefined],
    ]);
    expect(events.flatMap(({ greeting }) => greeting ?? [])).toEqual([{ text: '感谢关注', thread: '' }]);
    expect(events[2]!.facts).toEqual({ event: 'CLICK', key: 'hours' });
    expect(at.notes).toHaveLength(1);
  });

  describe('sends', () => {
    const send = (handle: string, more = {}) => wechatAdapter.send!(outbound(handle, more), at);

    it('five times in 48 hours after words, then says quota, then window', async () => {
      const lin = vendor.person('Lin');
      expect(await send(lin.openid, { text: 'too early' })).toEqual({ ok: false, class: 'window', code: '45015' });
      await vendor.says(lin, 'hello');
      for (let n = 1; n <= 5; n++) expect(await send(lin.openid, { text: `${n}` })).toMatchObject({ ok: true, state: 'sent' });
      expect(await send(lin.openid, { text: '6' })).toEqual({ ok: false, class: 'quota', code: '45047' });
      await vendor.says(lin, 'more');
      expect(await send(lin.openid, { text: '6' })).toMatchObject({ ok: true });
      vendor.state.clock.advance(48 * 3_600_000 + 1);
      expect(await send(lin.openid, { text: 'late' })).toMatchObject({ class: 'window' });
      await vendor.event(lin, 'CLICK', { EventKey: 'x' });
      for (let n = 1; n <= 3; n++) expect(await send(lin.openid, { text: `${n}` })).toMatchObject({ ok: true });
      expect(await send(lin.openid, { text: '4' })).toMatchObject({ class: 'quota' });
      expect(vendor.state.sent.map((one) => one.content.content)).toEqual(['1', '2', '3', '4', '5', '6', '1', '2', '3']);
    });

    it('by one token for all, replaced once when it is void', async () => {
      const lin = vendor.person('Lin');
      await vendor.says(lin, 'hello');
      expect(await Promise.all(['1', '2'].map((text) => send(lin.openid, { text })))).toMatchObject([{ ok: true }, { ok: true }]);
      expect(vendor.state.stableTokens.made).toBe(1);
      vendor.state.stableTokens.revoke();
      expect(await Promise.all(['3', '4'].map((text) => send(lin.openid, { text })))).toMatchObject([{ ok: true }, { ok: true }]);
      expect(vendor.state.stableTokens.made).toBe(2);
      vendor.state.clock.advance(7_200_000);
      expect(await send(lin.openid, { text: '5' })).toMatchObject({ ok: true });
      expect(vendor.state.stableTokens.made).toBe(3);
    });

    it.each([
      ['answer-lost', 'unknown', 1],
      ['garbled', 'unknown', 1],
      ['not-reached', 'unknown', 0],
      ['gateway', 'unknown', 0],
      ['busy', 'retry', 0],
    ] as const)('and says what %s is: %s', async (fault, result, arrived) => {
      const lin = vendor.person('Lin');
      await vendor.says(lin, 'hello');
      vendor.server.fail('/cgi-bin/message/custom/send', fault);
      expect(await send(lin.openid, { text: 'x' })).toMatchObject({ ok: false, class: result });
      expect(vendor.state.sent).toHaveLength(arrived);
    });

    it('nothing while no token can be had: later, or never with a wrong secret', async () => {
      const lin = vendor.person('Lin');
      await vendor.says(lin, 'hello');
      vendor.server.fail('/cgi-bin/stable_token', 'answer-lost');
      expect(await send(lin.openid, { text: 'x' })).toMatchObject({ class: 'retry' });
      vendor.state.appSecret = 'another';
      expect(await send(lin.openid, { text: 'x' })).toEqual({ ok: false, class: 'auth', code: '40125' });
      expect(await wechatAdapter.health(at)).toMatchObject({ ok: false, detail: { zh: '密钥与该账号不符。' } });
      vendor.state.appSecret = at.secret('appSecret');
      expect(await wechatAdapter.health(at)).toEqual({ ok: true });
    });

    it('words and pictures each once, although the second failed', async () => {
      const lin = vendor.person('Lin');
      await vendor.says(lin, 'hello');
      const files = [outFile(at, '图.png', 'image/png', picture)];
      const message = outbound(lin.openid, { text: 'look', files });
      vendor.server.fail('/cgi-bin/media/upload', 'gateway');
      expect(await wechatAdapter.send!(message, at)).toMatchObject({ class: 'retry' });
      expect(await wechatAdapter.send!({ ...message, attempt: 2 }, at)).toMatchObject({ ok: true });
      expect(vendor.state.sent.map((one) => [one.msgtype, one.bytes?.length])).toEqual([
        ['text', undefined],
        ['image', 8],
      ]);
    });

    it('nothing of a message that cannot go whole; nobody who left', async () => {
      const lin = vendor.person('Lin');
      await vendor.says(lin, 'hello');
      const pdf = outFile(at, 'a.pdf', 'application/pdf', Buffer.from('x'));
      expect(await send(lin.openid, { text: 'see', files: [pdf] })).toEqual({ ok: false, class: 'invalid', code: 'file-type' });
      expect(await send(lin.openid, { text: '好'.repeat(683) })).toMatchObject({ class: 'invalid', code: 'text-size' });
      expect(await send('o-nobody', { text: 'x' })).toMatchObject({ class: 'invalid', code: '40003' });
      await vendor.event(lin, 'unsubscribe');
      expect(await send(lin.openid, { text: 'x' })).toMatchObject({ class: 'blocked', code: '43004' });
      expect(vendor.state.sent).toEqual([]);
    });
  });
});
