import { type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('two people talk', () => {
  let kit: TestHouse;
  beforeAll(async () => {
    kit = await testHouse();
  });
  afterAll(() => kit.stop());

  it('CV10 a message goes from one client through the log to the other, once', async () => {
    const lin = await kit.person('林月');
    const anna = await kit.client(kit.owner);
    const ben = await kit.client(lin);
    const direct = await anna.call('conversations.openDirect', { users: [lin.user as never] });
    await until(() => ben.state.conversations[direct.id] !== undefined);
    await Promise.all([anna.openConversation(direct.id), ben.openConversation(direct.id)]);
    anna.send(direct.id, { text: '你好，**世界**' });
    await until(() => ben.state.timelines[direct.id]?.messages.length === 1);
    await until(() => Object.keys(anna.state.outbox).length === 0);
    const seen = ben.state.timelines[direct.id]!.messages[0]!;
    expect(seen).toMatchObject({ seq: 1, sender: kit.owner.user, text: '你好，**世界**' });
    expect(ben.state.conversations[direct.id]!.me).toMatchObject({ unread: 1, mentions: 0 });
    expect(anna.state.conversations[direct.id]!.me).toMatchObject({ unread: 0, readSeq: 1 });
  });
});

describe('leaving', () => {
  let kit: TestHouse;
  beforeAll(async () => {
    kit = await testHouse();
  });
  afterAll(() => kit.stop());

  it('SY10 whoever is taken out of a group is out of its topics too', async () => {
    const lin = await kit.person('林月');
    const group = await kit.call(kit.owner, 'conversations.create', { name: '设计', members: [lin.user as never] });
    const draft = { clientId: crypto.randomUUID(), text: '看一下' };
    const { seq } = await kit.call(lin, 'conversations.sendMessage', { conversation: group.id, draft });
    const topic = await kit.call(kit.owner, 'conversations.startTopic', { conversation: group.id, seq });
    const client = await kit.client(lin);
    expect(client.state.conversations[topic.id]?.kind).toBe('topic');
    await kit.call(kit.owner, 'conversations.removeMember', { conversation: group.id, user: lin.user as never });
    await until(() => client.state.conversations[group.id] === undefined && client.state.conversations[topic.id] === undefined);
    await kit.call(kit.owner, 'conversations.sendMessage', {
      conversation: topic.id,
      draft: { clientId: crypto.randomUUID(), text: 'among us' },
    });
    await expect(kit.call(lin, 'conversations.history', { conversation: topic.id })).rejects.toThrow('not-found');
    const fresh = await kit.client(lin);
    expect(Object.keys(fresh.state.conversations)).toEqual([]);
    expect(client.state.conversations[topic.id]).toBeUndefined();
  });
});
