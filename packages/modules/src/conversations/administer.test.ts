import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('CV19 groups as administrators of the organization see them', () => {
  let kit: TestHouse;
  let admin: Seat;
  let lin: Seat;
  let guest: Seat;
  beforeAll(async () => {
    kit = await testHouse();
    admin = await kit.person('Admin', 'admin');
    lin = await kit.person('林月');
    guest = await kit.person('Gus', 'guest');
  });
  afterAll(() => kit.stop());

  const privateGroup = async (name: string, ...members: Seat[]) =>
    (await kit.call(lin, 'conversations.create', { name, members: members.map((m) => m.user as never) })).id;
  const audited = async (subject: string) =>
    (await kit.call(kit.owner, 'access.auditList', { subject })).items.map((entry) => entry.act);

  it('tells what a private group is and who owns it, not what is said; direct talk is not told of', async () => {
    const id = await privateGroup('薪酬讨论', guest);
    await kit.say(lin, id, '只有我们知道的话');
    await kit.call(lin, 'conversations.openDirect', { users: [guest.user as never] });
    const { items } = await kit.call(admin, 'conversations.overview', {});
    expect(items.find((c) => c.id === id)).toMatchObject({
      name: '薪酬讨论',
      owners: [lin.user],
      memberCount: 2,
      guestCount: 1,
      messages: 1,
      archived: false,
    });
    expect(JSON.stringify(items)).not.toContain('只有我们');
    expect(items.every((c) => c.kind === 'group')).toBe(true);
    await expect(kit.call(admin, 'conversations.history', { conversation: id })).rejects.toThrow('not-found');
    expect((await kit.call(admin, 'conversations.overviewMembers', { conversation: id })).items).toHaveLength(2);
  });

  it('pages by activity, finds by name', async () => {
    for (const name of ['Alpha', 'Beta', 'Gamma']) await kit.say(lin, await privateGroup(name));
    const first = await kit.call(admin, 'conversations.overview', { limit: 2 });
    expect(first.items.map((c) => c.name)).toEqual(['Gamma', 'Beta']);
    const second = await kit.call(admin, 'conversations.overview', { limit: 2, cursor: first.next ?? '' });
    expect(second.items[0]?.name).toBe('Alpha');
    expect((await kit.call(admin, 'conversations.overview', { text: 'eT' })).items.map((c) => c.name)).toEqual(['Beta']);
  });

  it('a group whose only owner left the organization gets another of its members as owner, written down', async () => {
    const head = await kit.person('Head');
    const made = await kit.call(head, 'conversations.create', { name: '无主', members: [lin.user, guest.user] as never[] });
    await kit.call(kit.owner, 'people.deactivate', { user: head.user as never });
    const { items } = await kit.call(admin, 'conversations.overview', { ownerless: true });
    expect(items.map((c) => c.name)).toEqual(['无主']);
    const administer = (owner: Seat) =>
      kit.call(admin, 'conversations.administer', { conversation: made.id, owner: owner.user as never });
    await expect(administer(admin)).rejects.toThrow('not-found');
    await expect(administer(guest)).rejects.toThrow('conflict');
    expect((await administer(lin)).owners.sort()).toEqual([head.user, lin.user].sort());
    await kit.call(lin, 'conversations.change', { conversation: made.id, name: '有主' });
    expect(await audited(made.id)).toEqual(['conversation.owner-made']);
    expect((await kit.call(admin, 'conversations.overview', { ownerless: true })).items).toEqual([]);
  });

  it('archives and restores without taking part; a direct conversation is not there', async () => {
    const id = await privateGroup('旧项目');
    expect((await kit.call(admin, 'conversations.administer', { conversation: id, archived: true })).archived).toBe(true);
    await expect(kit.say(lin, id, 'still?')).rejects.toThrow('archived');
    const archived = await kit.call(admin, 'conversations.overview', { archived: true });
    expect(archived.items.map((c) => c.id)).toContain(id);
    await kit.call(admin, 'conversations.administer', { conversation: id, archived: false });
    await kit.say(lin, id, 'again');
    expect(await audited(id)).toEqual(['conversation.restored', 'conversation.archived']);
    const direct = await kit.call(lin, 'conversations.openDirect', { users: [kit.owner.user as never] });
    await expect(kit.call(admin, 'conversations.administer', { conversation: direct.id, archived: true })).rejects.toThrow(
      'not-found',
    );
  });

  it('groups shared with somebody are those both take part in', async () => {
    const zoe = await kit.person('Zoe');
    const both = await privateGroup('共同', zoe);
    await privateGroup('没有她');
    const shared = async (by: Seat, user: Seat) =>
      (await kit.call(by, 'conversations.sharedWith', { user: user.user as never })).items.map((c) => c.id);
    expect(await shared(lin, zoe)).toEqual([both]);
    expect(await shared(zoe, lin)).toEqual([both]);
    expect(await shared(zoe, guest)).toEqual([]);
    await kit.call(lin, 'conversations.leave', { conversation: both }).catch(() => undefined);
    await kit.call(lin, 'conversations.changeRole', { conversation: both, user: zoe.user as never, role: 'owner' });
    await kit.call(lin, 'conversations.leave', { conversation: both });
    expect(await shared(zoe, lin)).toEqual([]);
  });
});
