import { aWidget, type Seat, type TestHouse, TestVisitor, testHouse, tokenFor, until } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTo } from '../../conversations/index.ts';
import { type Said, serviceDialogues } from '../crosswoz.test-kit.ts';

const shared = sharedData('service dialogues of CrossWOZ as talk with visitors of a site');
/** So many are replayed unless more are asked for. */
const some = Number(process.env.RAPPORT_DIALOGUES ?? 5);
/** People who talk at the same time. */
const atOnce = 5;

describe.skipIf(!shared)('dialogues with visitors of a site', () => {
  let kit: TestHouse;
  let agent: Seat;
  let team: string;
  let account: string;
  const visitors: TestVisitor[] = [];

  beforeAll(async () => {
    kit = await testHouse();
    agent = await kit.person('客服小林');
    team = await kit.group(agent);
    account = await aWidget(kit);
  });
  afterAll(async () => {
    for (const one of visitors) one.close();
    await kit.stop();
  });

  const enter = async (token: string, after = 0): Promise<TestVisitor> => {
    const visitor = await TestVisitor.enter(kit, account, token, after);
    visitors.push(visitor);
    return visitor;
  };

  /** The conversation that somebody's first words made, opened to the team. */
  async function conversationOf(words: string, name: string): Promise<string> {
    const { platform } = kit.house;
    const find = () =>
      platform.db.row<{ id: string }>(
        `select v.conversation_id as id from version v join customer_conversation c on c.conversation_id = v.conversation_id
         where v.text = $1 and v.content ->> 'senderName' = $2`,
        [words, name],
      );
    await until(async () => (await find()) !== undefined);
    const { id } = (await find())!;
    await platform.db.transaction((tx) => openTo(platform, tx, id, [team], null));
    return id;
  }

  /** Turn by turn; in the middle the line breaks, and they come back to what they missed. Answers what they have heard in all. */
  async function replay(dialogue: readonly Said[], name: string): Promise<{ conversation: string; heard: string[] }> {
    const token = await tokenFor(kit, account, { answers: { name }, language: 'zh' });
    let visitor = await enter(token);
    let conversation = '';
    const heard = new Map<number, string>();
    const listen = () => {
      for (const { seq, text } of visitor.messages) heard.set(seq, text);
    };
    for (const [n, { role, content }] of dialogue.entries()) {
      if (role === 'usr') {
        await visitor.say(content);
        // It is kept; whoever answers has seen it stand in the talk.
        await until(() => {
          listen();
          return heard.size === n + 1;
        });
      } else {
        const breaks = n === Math.floor(dialogue.length / 4) * 2 + 1;
        if (breaks) visitor.close();
        const { seq } = await kit.say(agent, conversation, content, { outward: true });
        if (breaks) visitor = await enter(token, Math.max(0, ...heard.keys()));
        await until(() => visitor.messages.some((one) => one.seq === seq));
      }
      if (n === 0) conversation = await conversationOf(content, name);
    }
    listen();
    visitor.close();
    return { conversation, heard: [...heard].sort(([a], [b]) => a - b).map(([, text]) => text) };
  }

  it('are heard whole, in order and once on both sides, over lines that break', async () => {
    const wanted = (await serviceDialogues(shared!)).slice(0, some);
    const began = Date.now();
    const waiting = wanted.map((dialogue, n) => ({ dialogue, name: `访客${n + 1}` }));
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) {
          const { conversation, heard } = await replay(one.dialogue, one.name);
          const words = one.dialogue.map(({ content }) => content);
          expect(heard).toEqual(words);
          const { messages } = await kit.call(agent, 'conversations.history', {
            conversation: conversation as never,
            limit: 100,
          });
          expect(messages.map(({ text }) => text)).toEqual(words);
        }
      }),
    );
    const messages = wanted.reduce((sum, one) => sum + one.length, 0);
    process.stdout.write(`${wanted.length} dialogues, ${messages} messages by the widget in ${Date.now() - began} ms\n`);
  }, 900_000);
});
