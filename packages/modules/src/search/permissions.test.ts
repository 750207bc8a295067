import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp, findAll, placesOf, send } from './search.test-kit.ts';

describe('search shows what one may see, all of it and nothing else', () => {
  let kit: TestHouse;
  const seats: Record<string, Seat> = {};
  const conversations: string[] = [];
  const member = (name: string): Seat => seats[name] as Seat;

  /** What the history of every conversation shows somebody: the law that search must agree with. */
  async function visibleTo(seat: Seat): Promise<string[]> {
    const places: string[] = [];
    for (const id of conversations) {
      try {
        const page = await kit.call(seat, 'conversations.history', { conversation: id as never, limit: 200 });
        for (const m of page.messages) if (!m.recalled) places.push(`${id}/${m.seq}`);
      } catch {
        // Not for their eyes.
      }
    }
    return places.sort();
  }

  beforeAll(async () => {
    kit = await testHouse();
    const { owner } = kit;
    seats.owner = owner;
    for (const name of ['member', 'late', 'left', 'back', 'stranger']) seats[name] = await kit.person(name);
    seats.guest = await kit.person('guest', 'guest');
    seats.bot = await kit.person('bot', 'bot');
    const make = async (name: string, visibility: 'private' | 'open', people: string[]) => {
      const made = await kit.call(owner, 'conversations.create', {
        name,
        visibility,
        members: people.map((p) => member(p).user) as never,
      });
      conversations.push(made.id);
      return made.id;
    };
    const closed = await make('closed', 'private', ['member', 'left', 'back', 'guest']);
    const open = await make('open', 'open', ['member', 'left']);
    await make('openGuest', 'open', ['guest']);
    const alone = await make('alone', 'private', []);
    const note = await kit.call(owner, 'conversations.create', { kind: 'note', name: 'note', visibility: 'open' });
    conversations.push(note.id);
    for (const other of ['member', 'guest', 'stranger']) {
      const direct = await kit.call(owner, 'conversations.openDirect', { users: [member(other).user as never] });
      conversations.push(direct.id);
    }
    for (const id of [...conversations]) for (let i = 1; i <= 4; i++) await send(kit, owner, id, `共同的话 ${i}`);
    const topics: string[] = [];
    for (const id of [closed, open, alone]) {
      const topic = await kit.call(owner, 'conversations.startTopic', { conversation: id as never, seq: 2 });
      topics.push(topic.id);
    }
    await send(kit, member('member'), topics[0]!, '跟着说共同的事');
    conversations.push(...topics);
    for (const id of topics) for (let i = 1; i <= 2; i++) await send(kit, owner, id, `主题里共同的话 ${i}`);
    // People come without the history, leave, and come back.
    for (const id of [closed, open]) {
      await kit.call(owner, 'conversations.addMembers', {
        conversation: id as never,
        users: [member('late').user as never],
        withHistory: false,
      });
      await kit.call(member('left'), 'conversations.leave', { conversation: id as never });
      await send(kit, owner, id, '后来的共同的话');
    }
    await kit.call(owner, 'conversations.removeMember', { conversation: closed as never, user: member('back').user as never });
    await send(kit, owner, closed, '又一句共同的话');
    await kit.call(owner, 'conversations.addMembers', {
      conversation: closed as never,
      users: [member('back').user as never],
      withHistory: false,
    });
    const lateTopic = await kit.call(owner, 'conversations.startTopic', { conversation: closed as never, seq: 5 });
    conversations.push(lateTopic.id);
    await send(kit, owner, lateTopic.id, '新主题里共同的话');
    await kit.call(owner, 'conversations.recallMessage', { conversation: closed as never, seq: 1 });
    await caughtUp(kit);
  });
  afterAll(() => kit.stop());

  it.each(['owner', 'member', 'late', 'left', 'back', 'stranger', 'guest', 'bot'])('CV1 SY10 %s', async (name) => {
    const seat = member(name);
    const expected = await visibleTo(seat);
    expect(placesOf(await findAll(kit, seat, '共同')).sort()).toEqual(expected);
    expect(placesOf(await findAll(kit, seat, '共同', { limit: 3 })).sort()).toEqual(expected);
    if (name === 'owner') expect(expected.length).toBeGreaterThan(40);
    if (name === 'guest') expect(expected.length).toBeGreaterThan(10);
    // The ways that common words and days take see the same.
    expect(placesOf(await findAll(kit, seat, 'after:2020')).sort()).toEqual(expected);
  });

  it('a conversation by id is refused to whoever may not see it, and filters name nothing hidden', async () => {
    const [closed] = conversations;
    await expect(
      kit.call(member('stranger'), 'search.messages', { text: '共同', conversation: closed as never }),
    ).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
    expect(await findAll(kit, member('stranger'), '共同 in:closed')).toEqual([]);
    expect(await findAll(kit, member('stranger'), `共同 in:${closed}`)).toEqual([]);
    expect((await kit.call(member('stranger'), 'search.everything', { text: 'closed' })).conversations).toEqual([]);
    expect(
      (await kit.call(member('guest'), 'search.everything', { text: 'open' })).conversations.map((c) => c.conversation.name),
    ).toEqual(['openGuest']);
    expect((await kit.call(member('guest'), 'search.everything', { text: 'stranger' })).people).toEqual([]);
    // A guest learns no names of people they share nothing with.
    const shared = conversations[2] as string;
    await send(kit, kit.owner, shared, `问问<@${member('stranger').user}>`);
    await caughtUp(kit);
    expect(await findAll(kit, member('guest'), 'stranger')).toEqual([]);
    expect((await findAll(kit, member('guest'), '问问'))[0]?.snippet.text).toBe('问问@…');
    expect((await findAll(kit, kit.owner, '问问'))[0]?.snippet.text).toBe('问问@stranger');
  });
});
