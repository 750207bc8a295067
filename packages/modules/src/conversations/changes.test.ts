import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('what changed in a conversation', () => {
  let kit: TestHouse;
  let lin: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
  });
  afterAll(() => kit.stop());

  const group = () => kit.group(lin);
  const say = (conversation: string, text: string) => kit.say(kit.owner, conversation, text);

  it('SY5 a pull brings what was sent and what was changed after an ev, and nothing else', async () => {
    const conversation = await group();
    for (let i = 1; i <= 30; i++) await say(conversation, `m${i}`);
    const { ev } = await kit.call(lin, 'conversations.get', { conversation });
    await kit.call(lin, 'conversations.react', { conversation, seq: 3, emoji: '👍', on: true });
    await kit.call(kit.owner, 'conversations.editMessage', { conversation, seq: 7, text: 'seven' });
    await say(conversation, 'm31');
    const changed = await kit.call(lin, 'conversations.changes', { conversation, after: ev });
    expect(changed).toMatchObject({ complete: true, ev: ev + 3 });
    expect(changed.messages.map((m) => m.seq).sort((a, b) => a - b)).toEqual([3, 7, 31]);
    expect((await kit.call(lin, 'conversations.changes', { conversation, after: 0, limit: 5 })).complete).toBe(false);
  });

  it('SY10 whoever comes back without history sees neither what was before nor what was meanwhile', async () => {
    const conversation = await group();
    const users = [lin.user as never];
    await say(conversation, 'before');
    await kit.call(kit.owner, 'conversations.removeMember', { conversation, user: lin.user as never });
    await say(conversation, 'meanwhile');
    await kit.call(kit.owner, 'conversations.addMembers', { conversation, users, withHistory: false });
    await say(conversation, 'now');
    const texts = (page: { messages: { text: string }[] }) => page.messages.map((m) => m.text);
    expect(texts(await kit.call(lin, 'conversations.history', { conversation }))).toEqual(['now']);
    expect(texts(await kit.call(lin, 'conversations.changes', { conversation, after: 0 }))).toEqual(['now']);
    await expect(kit.call(lin, 'conversations.messageHistory', { conversation, seq: 2 })).rejects.toThrow('not-found');
    const reaction = { conversation, seq: 1, emoji: '👀', on: true };
    await expect(kit.call(lin, 'conversations.react', reaction)).rejects.toThrow('not-found');
  });
});
