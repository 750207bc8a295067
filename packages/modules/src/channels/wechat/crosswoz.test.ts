import { randomUUID } from 'node:crypto';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { type WechatPerson, WechatSimulator } from '@rapport/dev/simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Said, serviceDialogues } from '../crosswoz.test-kit.ts';

const shared = sharedData('service dialogues of CrossWOZ as talk over WeChat');
/** All 500 take minutes; so many are replayed unless more are asked for. */
const some = Number(process.env.RAPPORT_DIALOGUES ?? 5);
/** People who talk at the same time. */
const atOnce = 5;

/** A house with one Official Account at a simulated vendor that misbehaves a little all the time. */
describe.skipIf(!shared)('dialogues over WeChat', () => {
  let kit: TestHouse;
  let vendor: WechatSimulator;
  let agent: Seat;
  let team: string;
  let account: string;
  const db = () => kit.house.platform.db;

  beforeAll(async () => {
    vendor = await new WechatSimulator().start();
    // The vendor tells whole seconds, and here people take turns several times in one: with its clock ahead each turn is when it came.
    vendor.state.clock.advance(3_600_000);
    kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: vendor.server.address } });
    agent = await kit.person('客服小林');
    team = await kit.group(agent);
    const { appId, appSecret } = vendor.state;
    const made = await kit.call(kit.owner, 'channels.createAccount', {
      kind: 'wechat',
      name: '公众号',
      settings: { appId, api: vendor.server.url },
      secrets: { appSecret },
    });
    account = made.account.id;
    const { token, aesKey } = made.made as { token: string; aesKey: string };
    vendor.callback = {
      url: `${kit.url}/api/channels/${account}`,
      token,
      aesKey,
      receiveId: appId,
      mode: 'encrypted',
      form: 'xml',
    };
    expect(await vendor.checkAddress()).toBe(true);
    expect(await kit.call(kit.owner, 'channels.checkAccount', { account: made.account.id })).toEqual({ ok: true });
  });
  afterAll(async () => {
    await kit.stop();
    await vendor.stop();
  });

  /** What stands in the conversation with somebody, in order: who said it and what. */
  const talkOf = (person: WechatPerson) =>
    db().rows<{ conversation: string; role: string; text: string; state: string | null }>(
      `select m.conversation_id as conversation, case when m.sender is null then 'usr' else 'sys' end as role, v.text, o.state
       from contact_handle h join customer_conversation c on c.handle_id = h.id
       join message m on m.conversation_id = c.conversation_id
       join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
       left join message_outward o on o.conversation_id = m.conversation_id and o.seq = m.seq
       where h.kind = 'wechat' and h.value = $1 order by m.seq`,
      [person.openid],
    );
  const lasts = (person: WechatPerson, count: number) => until(async () => (await talkOf(person)).length >= count);

  async function replay(dialogue: readonly Said[], person: WechatPerson): Promise<void> {
    for (const [n, { role, content }] of dialogue.entries()) {
      if (role === 'usr') await vendor.says(person, content);
      else {
        const { conversation } = (await talkOf(person))[0]!;
        if (n === 1)
          await db().rows('insert into customer_audience (group_id, conversation_id) values ($1, $2) on conflict do nothing', [
            team,
            conversation,
          ]);
        await kit.say(agent, conversation, content, { clientId: randomUUID() as never, outward: true });
        await until(() => vendor.state.sent.filter((one) => one.touser === person.openid).length > Math.floor(n / 2));
      }
      await lasts(person, n + 1);
    }
  }

  it('come in and go out whole, in order and once, while callbacks repeat and acknowledgements are lost', async () => {
    const wanted = (await serviceDialogues(shared!)).slice(0, some);
    const began = Date.now();
    const waiting = wanted.map((dialogue, n) => ({ dialogue, person: vendor.person(`顾客${n + 1}`) }));
    const all = [...waiting];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
          vendor.misbehave('repeated', 'answer-lost');
          await replay(one.dialogue, one.person);
        }
      }),
    );
    const messages = wanted.reduce((sum, one) => sum + one.length, 0);
    for (const { dialogue, person } of all) {
      const talk = await talkOf(person);
      expect(talk.map(({ role, text }) => [role, text])).toEqual(dialogue.map(({ role, content }) => [role, content]));
      expect(vendor.state.sent.filter((one) => one.touser === person.openid).map((one) => one.content.content)).toEqual(
        dialogue.filter((one) => one.role === 'sys').map((one) => one.content),
      );
    }
    await until(
      async () => (await db().row<{ n: number }>(`select count(*) as n from ingress_item where state = 'waiting'`))!.n === 0,
    );
    // What the vendor took is noted a moment after it was taken.
    const under = `select 1 from message_outward where state in ('queued', 'sending', 'accepted')`;
    await until(async () => (await db().rows(under)).length === 0);
    const states = await db().rows<{ state: string; n: number }>('select state, count(*) as n from message_outward group by 1');
    expect(states).toEqual([{ state: 'sent', n: messages - wanted.reduce((sum, one) => sum + Math.ceil(one.length / 2), 0) }]);
    process.stdout.write(`${wanted.length} dialogues, ${messages} messages over WeChat in ${Date.now() - began} ms\n`);
  }, 900_000);
});
