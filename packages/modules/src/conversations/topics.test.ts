import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('SY9 topics stand under the rules of what they hang on', () => {
  let kit: TestHouse;
  let lin: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
  });
  afterAll(() => kit.stop());

  /** A group of the owner (and others) with a topic on its first message. */
  async function groupWithTopic(members: Seat[]): Promise<{ group: string; topic: string }> {
    const group = await kit.group(...members);
    const { seq } = await kit.say(kit.owner, group);
    const topic = await kit.call(kit.owner, 'conversations.startTopic', { conversation: group, seq });
    return { group, topic: topic.id };
  }

  it('members write in a topic and follow it from then on', async () => {
    const { topic } = await groupWithTopic([lin]);
    expect(await kit.say(lin, topic)).toMatchObject({ seq: 1, repeated: false });
    expect((await kit.call(lin, 'conversations.get', { conversation: topic as never })).me).toMatchObject({ role: 'follower' });
  });

  it('whoever is refused follows nothing: a file of somebody else, a quote of nothing, no urgent message left, a closed topic', async () => {
    const { group, topic } = await groupWithTopic([lin]);
    const mine = async () => (await kit.call(lin, 'conversations.get', { conversation: topic as never })).me;
    await expect(kit.say(lin, topic, 'x', { attachments: [crypto.randomUUID() as never] })).rejects.toThrow('not-found');
    await expect(kit.say(lin, topic, 'x', { quote: 99 })).rejects.toThrow('not-found');
    await expect(kit.say(lin, topic, '')).rejects.toThrow('invalid-input');
    for (let n = 0; n < 5; n++) await kit.say(lin, group, 'now', { urgent: 'the pump leaks' });
    await expect(kit.say(lin, topic, 'x', { urgent: 'again' })).rejects.toThrow('quota-exceeded');
    expect(await mine()).toBeNull();
    await kit.call(kit.owner, 'conversations.change', { conversation: group as never, archived: true });
    await expect(kit.say(lin, topic)).rejects.toThrow('archived');
    expect(await mine()).toBeNull();
  });

  it('CV2 where only administrators post, only they post in topics', async () => {
    const { group, topic } = await groupWithTopic([lin]);
    await kit.call(kit.owner, 'conversations.change', { conversation: group as never, posting: 'admins' });
    await expect(kit.say(lin, topic)).rejects.toThrow('forbidden');
    await expect(kit.say(kit.owner, topic)).resolves.toMatchObject({ seq: 1 });
  });

  it('a topic of an archived group is archived', async () => {
    const { group, topic } = await groupWithTopic([lin]);
    await kit.call(kit.owner, 'conversations.change', { conversation: group as never, archived: true });
    await expect(kit.say(lin, topic)).rejects.toThrow('archived');
  });

  it('SY10 who came without history neither reads nor writes in a topic from before', async () => {
    const { group, topic } = await groupWithTopic([]);
    await kit.call(kit.owner, 'conversations.addMembers', {
      conversation: group as never,
      users: [lin.user as never],
      withHistory: false,
    });
    await expect(kit.call(lin, 'conversations.history', { conversation: topic as never })).rejects.toThrow('not-found');
    await expect(kit.say(lin, topic)).rejects.toThrow('not-found');
  });

  it('SY10 the list tells what each topic hangs on, and nothing of what was taken back or said before one’s time', async () => {
    const group = await kit.group(lin);
    const topics = (seat: Seat) => kit.call(seat, 'conversations.topics', { conversation: group as never });
    for (const text of ['报价讨论', `长文${'字'.repeat(400)}`, '说错了']) {
      const { seq } = await kit.say(kit.owner, group, text);
      await kit.call(kit.owner, 'conversations.startTopic', { conversation: group as never, seq });
    }
    await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq: 3 });
    const late = await kit.person('Late');
    const joining = { conversation: group as never, users: [late.user as never], withHistory: false };
    await kit.call(kit.owner, 'conversations.addMembers', joining);
    const { seq } = await kit.say(lin, group, '新话题');
    await kit.call(lin, 'conversations.startTopic', { conversation: group as never, seq });
    const bySeq = new Map((await topics(lin)).items.map((topic) => [topic.parent?.seq, topic.root]));
    expect(bySeq.get(1)).toEqual({ sender: kit.owner.user, text: '报价讨论' });
    expect([...(bySeq.get(2)?.text ?? '')].length).toBe(200);
    expect(bySeq.get(3)).toBeNull();
    expect((await topics(late)).items.map((topic) => topic.root?.text)).toEqual(['新话题']);
  });
});
