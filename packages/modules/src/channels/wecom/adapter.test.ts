import { WecomSimulator } from '@rapport/dev/simulators';
import { assert, property, uuid } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Arrival, Ingest, Pulled, WebhookAnswer } from '../adapter.ts';
import { outbound, outFile, type TestAt, testAt } from '../wechat/at.test-kit.ts';
import { CallbackDoor } from '../wechat/door.test-kit.ts';
import { wecomAdapter } from './adapter.ts';
import { messageOf, nativeIdOf } from './native-id.ts';
import { type WecomSettings, wecomSettings } from './settings.ts';

const secrets = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };
const picture = Buffer.from('89504e470d0a1a0a', 'hex');

describe('微信客服', () => {
  let vendor: WecomSimulator;
  let at: TestAt<WecomSettings>;
  let arrivals: Map<string, Arrival>;
  let cursors: Map<string, string>;
  let answers: WebhookAnswer[];

  /** Pulls as a house does: on and on while there is more, what came and the cursor kept together. */
  async function pull(key: string, hint?: string): Promise<number> {
    let pages = 0;
    for (let more = true; more; ) {
      const found: Pulled = await wecomAdapter.pull!({ key, hint, cursor: cursors.get(key) }, at);
      for (const one of found.arrivals) if (!arrivals.has(one.key)) arrivals.set(one.key, { ...one, receivedAt: at.now() });
      if (found.next !== undefined) cursors.set(key, found.next);
      more = found.more;
      pages++;
    }
    return pages;
  }
  const pullAsked = async (): Promise<void> => {
    await vendor.settled();
    for (const answer of answers.splice(0)) if ('pull' in answer && answer.pull) await pull(answer.pull.key, answer.pull.hint);
  };
  async function read(): Promise<Ingest[]> {
    const all: Ingest[] = [];
    for (const arrival of arrivals.values()) all.push(...(await wecomAdapter.read!(arrival, at)));
    return all;
  }
  const texts = async () => (await read()).flatMap((one) => ('message' in one ? [one.message.text] : []));

  beforeEach(async () => {
    vendor = await new WecomSimulator().start();
    const { corpId, openKfIds, secret, clock } = vendor.state;
    const settings = wecomSettings.parse({ corpId, openKfIds, api: vendor.server.url });
    at = testAt(settings, { ...secrets, secret }, vendor.server.address, () => clock.now());
    arrivals = new Map();
    cursors = new Map();
    answers = [];
    const door = await new CallbackDoor(async (call) => {
      const answer = await wecomAdapter.webhook!(call, at);
      answers.push(answer);
      return answer;
    }).listen();
    vendor.callback = { url: door.url, ...secrets, receiveId: corpId, mode: 'encrypted', form: 'xml' };
    return async () => {
      await vendor.stop();
      door.close();
    };
  });

  it('fetches what a callback says is there, with who says it', async () => {
    expect(await vendor.checkAddress()).toBe(true);
    const lin = vendor.customer('林小姐');
    expect(await vendor.says(lin, '在吗')).toMatchObject({ acknowledged: true, attempts: [{ status: 200, body: '' }] });
    await pullAsked();
    expect(await read()).toMatchObject([
      {
        message: {
          text: '在吗',
          from: { kind: 'wecom', value: lin.externalId, scope: vendor.state.corpId, display: '林小姐' },
          alias: [{ kind: 'wechat', value: lin.unionid, scope: 'union', strength: 'verified' }],
          thread: vendor.state.openKfIds[0],
          ours: [vendor.state.openKfIds[0]],
        },
      },
    ]);
  });

  it('takes each once: callbacks lost, repeated, forged; pages empty in between; the same page again', async () => {
    const lin = vendor.customer('Lin');
    vendor.misbehave('lost', 'repeated', 'wrong-signature');
    for (const text of ['one', 'two', 'three']) await vendor.says(lin, text);
    expect(answers.filter((one) => 'refused' in one)).toHaveLength(4);
    vendor.state.emptyPages = 2;
    await pullAsked();
    expect(await texts()).toEqual(['one', 'two', 'three']);
    cursors.clear();
    expect(await pull(vendor.state.openKfIds[0]!)).toBe(1);
    expect(await texts()).toEqual(['one', 'two', 'three']);
  });

  it('goes through 2,500 messages by pages, and knows when nothing moves', async () => {
    const lin = vendor.customer('Lin');
    const url = vendor.callback;
    vendor.callback = undefined;
    for (let n = 0; n < 2_500; n++) await vendor.says(lin, `${n}`);
    vendor.callback = url;
    expect(await pull(vendor.state.openKfIds[0]!)).toBe(3);
    expect(arrivals.size).toBe(2_500);
    expect(await pull(vendor.state.openKfIds[0]!)).toBe(1);
  });

  it('goes on without a token that is too old, and leaves other accounts alone', async () => {
    const lin = vendor.customer('Lin');
    await vendor.says(lin, 'hello');
    vendor.state.clock.advance(11 * 60_000);
    await pullAsked();
    expect(await texts()).toEqual(['hello']);
    vendor.state.openKfIds.push('wk_another');
    await vendor.says(lin, 'elsewhere', 'wk_another');
    expect(answers).toEqual([{ reply: { status: 200, body: '' } }]);
    expect(wecomAdapter.pulls!(at.settings)).toEqual(at.settings.openKfIds.map((key) => ({ key, every: 300_000 })));
  });

  it('reads every kind and says what it cannot show', async () => {
    const lin = vendor.customer('Lin');
    await vendor.sends(lin, 'image', picture, 'image/png');
    await vendor.sends(lin, 'file', Buffer.from('%PDF-1'), 'application/pdf', '报价单.pdf');
    await vendor.message(lin, 'location', { latitude: 39.9, longitude: 116.4, name: '国贸', address: '北京市' });
    await vendor.message(lin, 'business_card', { userid: 'zhang' });
    await vendor.message(lin, 'msgmenu', {
      head_content: '满意吗',
      list: [{ type: 'click', click: { id: '1', content: '满意' } }],
    });
    await vendor.message(lin, 'merged_msg', {
      title: '群聊',
      item: [
        { sender_name: '甲', msgtype: 'text', msg_content: '{"text":{"content":"你好"}}' },
        { sender_name: '乙', msgtype: 'image' },
      ],
    });
    await vendor.message(lin, 'hologram', {});
    await vendor.colleagueSays(lin, 'zhang', 'answered elsewhere');
    await vendor.event('enter_session', { external_userid: lin.externalId, scene: 'site' });
    await vendor.event('servicer_status_change', { servicer_userid: 'zhang', status: 1 });
    await pullAsked();
    expect(await texts()).toEqual([
      '[图片]',
      '[文件]',
      '[位置] 国贸 北京市 geo:39.9,116.4',
      '[名片] zhang',
      '[菜单] 满意吗 满意',
      '[聊天记录] 群聊 甲：你好 乙：[image]',
      '[无法显示的消息：hologram]',
      'answered elsewhere',
    ]);
    expect(at.files.map((file) => file.name)).toContain('报价单.pdf');
    expect((await read()).flatMap((one) => ('message' in one ? (one.message.byColleague ?? []) : []))).toEqual(['zhang']);
    expect((await read()).filter((one) => 'event' in one)).toMatchObject([
      { event: { type: 'entered', facts: { scene: 'site' } } },
    ]);
  });

  describe('sends', () => {
    const send = (handle: string, more = {}) => wecomAdapter.send!(outbound(handle, more), at);

    it('five after words, by the 客服账号 that was written to', async () => {
      const lin = vendor.customer('Lin');
      const [, second] = vendor.state.openKfIds as [string, string];
      expect(await send(lin.externalId, { text: 'x' })).toEqual({ ok: false, class: 'window', code: '95018-4' });
      await vendor.says(lin, 'hello', second);
      for (let n = 1; n <= 5; n++)
        expect(await send(lin.externalId, { text: `${n}`, thread: second })).toMatchObject({ ok: true, state: 'accepted' });
      expect(await send(lin.externalId, { text: '6', thread: second })).toMatchObject({ class: 'quota' });
      expect(vendor.state.sent.map((one) => [one.openKfId, one.content.content])).toEqual(
        ['1', '2', '3', '4', '5'].map((text) => [second, text]),
      );
      vendor.state.clock.advance(49 * 3_600_000);
      expect(await send(lin.externalId, { text: '7', thread: second })).toMatchObject({ class: 'window', code: '95013' });
    });

    it('and says when a colleague in WeCom has the talk', async () => {
      const lin = vendor.customer('Lin');
      await vendor.says(lin, 'hello');
      await vendor.colleagueSays(lin, 'zhang', 'I have it');
      expect(await send(lin.externalId, { text: 'x' })).toEqual({ ok: false, class: 'permanent', code: '95018-3' });
    });

    it('and hears later of what failed, by an id of its own', async () => {
      const lin = vendor.customer('Lin');
      await vendor.says(lin, 'hello');
      vendor.state.failures.push(10);
      const message = outbound(lin.externalId, {
        text: 'x',
        files: [outFile(at, 'a.zip', 'application/zip', Buffer.from('12345'))],
      });
      expect(await wecomAdapter.send!(message, at)).toMatchObject({ ok: true, nativeId: nativeIdOf(message.id, 1) });
      expect(vendor.state.sent.map((one) => one.msgtype)).toEqual(['text', 'file']);
      await pullAsked();
      const receipts = (await read()).flatMap((one) => ('receipt' in one ? [one.receipt] : []));
      expect(receipts).toMatchObject([{ outbound: message.id, state: 'failed', code: '10', permanent: true }]);
    });

    it.each([
      ['answer-lost', 'unknown'],
      ['garbled', 'unknown'],
      ['gateway', 'unknown'],
      ['busy', 'retry'],
    ] as const)('and says what %s is: %s', async (fault, result) => {
      const lin = vendor.customer('Lin');
      await vendor.says(lin, 'hello');
      vendor.server.fail('/cgi-bin/kf/send_msg', fault);
      expect(await send(lin.externalId, { text: 'x' })).toMatchObject({ ok: false, class: result });
    });

    it('with a token that is renewed, and without one says whose fault it is', async () => {
      const lin = vendor.customer('Lin');
      await vendor.says(lin, 'hello');
      expect(await send(lin.externalId, { text: '1' })).toMatchObject({ ok: true });
      vendor.state.tokens.revoke();
      expect(await send(lin.externalId, { text: '2' })).toMatchObject({ ok: true });
      vendor.state.tokens.revoke();
      vendor.state.secret = 'changed';
      expect(await send(lin.externalId, { text: '3' })).toEqual({ ok: false, class: 'auth', code: '40001' });
      expect(await wecomAdapter.health(at)).toMatchObject({ ok: false });
      vendor.state.secret = at.secret('secret');
      expect(await wecomAdapter.health(at)).toEqual({ ok: true });
      vendor.state.openKfIds.length = 1;
      expect(await wecomAdapter.health(at)).toMatchObject({ ok: false, detail: { zh: expect.stringContaining('没有客服账号') } });
    });
  });

  it('ids of ours fit the wire and are found again', () => {
    assert(
      property(uuid(), (id) => {
        expect(nativeIdOf(id, 12)).toMatch(/^[0-9a-zA-Z_-]{1,32}$/);
        expect(messageOf(nativeIdOf(id, 12))).toBe(id);
      }),
    );
    expect(messageOf('4WjjZVmdni5oc5PoFfy6UBHtzhW5HjYccrZHdmM4xYxY')).toBeUndefined();
  });
});
