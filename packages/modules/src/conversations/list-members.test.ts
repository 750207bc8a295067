import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('CV21 the list of members', () => {
  let kit: TestHouse;
  let group: string;
  let guest: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    const people = await Promise.all(['周杰', 'Anna Berg', '李明', 'Bo Dahl', '李敏'].map((name) => kit.person(name)));
    guest = await kit.person('李客', 'guest');
    group = await kit.group(...people, guest);
    await kit.call(kit.owner, 'conversations.changeRole', {
      conversation: group as never,
      user: people[0]!.user as never,
      role: 'admin',
    });
    // Somebody outside the group whom the same words fit.
    await kit.person('李外');
  });
  afterAll(() => kit.stop());

  const names = async (members: readonly { user: string }[], seat = kit.owner): Promise<string[]> => {
    if (members.length === 0) return [];
    const { users } = await kit.call(seat, 'people.get', { ids: members.map((m) => m.user as never) });
    return members.map((m) => users.find((u) => u.id === m.user)!.name);
  };
  const found = async (text: string, seat = kit.owner): Promise<string[]> =>
    names((await kit.call(seat, 'conversations.members', { conversation: group as never, text })).items, seat);

  it('comes page by page, owners first, then administrators, then by name, everybody once', async () => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await kit.call(kit.owner, 'conversations.members', {
        conversation: group as never,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      pages.push(await names(page.items));
      cursor = page.next;
    } while (cursor);
    expect(pages).toEqual([['王晓明', '周杰'], ['Anna Berg', 'Bo Dahl'], ['李客', '李敏'], ['李明']]);
  });

  it('is searched by characters, pinyin and initials; nobody from outside is found', async () => {
    expect(await found('李')).toEqual(['李客', '李敏', '李明']);
    expect(await found('lim')).toEqual(['李敏', '李明']);
    expect(await found('berg')).toEqual(['Anna Berg']);
    expect(await found('zj')).toEqual(['周杰']);
    expect(await found('nobody')).toEqual([]);
    expect(await found('  ')).toHaveLength(7);
    const first = await kit.call(kit.owner, 'conversations.members', { conversation: group as never, text: '李', limit: 2 });
    const second = await kit.call(kit.owner, 'conversations.members', {
      conversation: group as never,
      text: '李',
      limit: 2,
      cursor: first.next!,
    });
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, undefined]);
  });

  it('a guest finds the members of its own group, and whoever is outside finds nobody', async () => {
    expect(await found('lm', guest)).toEqual(['李敏', '李明']);
    const stranger = await kit.person('外人', 'guest');
    await expect(found('lm', stranger)).rejects.toThrow('not-found');
  });
});
