import { randomUUID } from 'node:crypto';
import type { MessageDraft } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('CV37 what is said in a topic is said in the conversation above, too', () => {
  let kit: TestHouse;
  let lin: Seat;
  let group: string;
  let topic: string;
  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
  });
  afterAll(() => kit.stop());

  async function begin(): Promise<void> {
    group = await kit.group(lin);
    const { seq } = await kit.say(kit.owner, group, 'Which day?');
    topic = (await kit.call(kit.owner, 'conversations.startTopic', { conversation: group as never, seq })).id;
  }
  const send = (more: Partial<MessageDraft>, seat = lin, conversation = topic) => {
    const draft = { clientId: randomUUID(), text: 'Tuesday', ...more } as MessageDraft;
    return kit.call(seat, 'conversations.sendMessage', { conversation: conversation as never, draft });
  };
  const said = async (conversation: string) =>
    (await kit.call(kit.owner, 'conversations.history', { conversation: conversation as never })).messages;
  const id = () => randomUUID() as MessageDraft['clientId'];

  it('stands in both, the one above with its origin, live, under the id it was given', async () => {
    await begin();
    const client = await kit.client(kit.owner);
    await client.openConversation(group);
    const alsoAbove = id();
    const { seq } = await send({ alsoAbove });
    await until(() => client.state.timelines[group]?.messages.length === 2);
    const [below] = await said(topic);
    const above = (await said(group)).at(-1)!;
    expect(below).toMatchObject({ seq, text: 'Tuesday' });
    expect(below).not.toHaveProperty('forward');
    expect(above).toMatchObject({ clientId: alsoAbove, sender: lin.user, text: 'Tuesday' });
    expect(above.forward).toMatchObject({ conversation: topic, seq, sender: lin.user, senderName: '林月' });
  });

  it('SY4 sent again, both are there once; with another id above it is another message', async () => {
    await begin();
    const clientId = id();
    const alsoAbove = id();
    const first = await send({ clientId, alsoAbove });
    expect(await send({ clientId, alsoAbove })).toEqual({ ...first, repeated: true });
    expect([(await said(topic)).length, (await said(group)).length]).toEqual([1, 2]);
    await expect(send({ clientId, alsoAbove: id() })).rejects.toThrow('client-id-reused');
  });

  it('neither is said where the one above is refused', async () => {
    await begin();
    const taken = id();
    await send({ clientId: taken, text: 'before' }, lin, group);
    await expect(send({ alsoAbove: taken })).rejects.toThrow('client-id-reused');
    expect([(await said(topic)).length, (await said(group)).length]).toEqual([0, 2]);
  });

  it('calls whom it names once, though it names them in both', async () => {
    await begin();
    await send({ text: `<@${kit.owner.user}> Tuesday`, alsoAbove: id() });
    const mentions = async (conversation: string) =>
      (await kit.call(kit.owner, 'conversations.get', { conversation: conversation as never })).me?.mentions ?? 0;
    expect([await mentions(topic), await mentions(group)]).toEqual([1, 0]);
  });

  it('is for topics, and not for urgent messages or those of customers', async () => {
    await begin();
    await expect(send({ alsoAbove: id() }, lin, group)).rejects.toThrow('invalid-input');
    await expect(send({ alsoAbove: id(), urgent: 'now' })).rejects.toThrow('invalid-input');
    await expect(send({ alsoAbove: id(), private: true })).rejects.toThrow('invalid-input');
    const same = id();
    await expect(send({ clientId: same, alsoAbove: same })).rejects.toThrow('invalid-input');
    expect((await said(topic)).length).toBe(0);
  });
});
