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
