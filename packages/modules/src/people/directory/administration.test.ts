import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallHouse, smallHouse, type Visitor } from '../people.test-kit.ts';

type Person = Visitor & { id: string; email: string };
let house: SmallHouse;
let owner: Person;
let admin: Person;
beforeAll(async () => {
  house = await smallHouse();
  owner = await house.person('王老板', 'owner');
  admin = await house.person('管理员', 'admin');
});
afterAll(() => house.close());

const fails = (code: string) => expect.objectContaining({ code });
const id = (text: string) => text as never;

describe('what administrators look up and change', () => {
  it('PE13 ends the sessions of somebody else, one or all, and it is written down', async () => {
    const lost = await house.person('丢了手机');
    const sessions = async () => (await admin.call('people.sessionsOf', { user: id(lost.id) })).sessions;
    const [first] = await sessions();
    expect(first?.device).toContain('Firefox');
    expect(await admin.call('people.endSessionsOf', { user: id(lost.id), session: id(first!.id) })).toEqual({ ended: 1 });
    expect(house.revoked.at(-1)).toMatchObject({ user: lost.id });
    await expect(lost.call('people.me', {})).rejects.toThrow('not-signed-in');
    await expect(admin.call('people.endSessionsOf', { user: id(lost.id), session: id(first!.id) })).rejects.toEqual(
      fails('not-found'),
    );
    const [entry] = (await owner.call('access.auditList', { subject: lost.id })).items;
    expect(entry).toMatchObject({ act: 'user.sessions-ended', actor: admin.id, detail: { ended: 1 } });
  });

  it('PE6 an administrator does not end the sessions of an owner; a member of nobody', async () => {
    await expect(admin.call('people.endSessionsOf', { user: id(owner.id) })).rejects.toEqual(fails('forbidden'));
    const member = await house.person('普通');
    await expect(member.call('people.sessionsOf', { user: id(admin.id) })).rejects.toEqual(fails('forbidden'));
  });

  it('addresses are looked at before they are invited', async () => {
    await admin.call('people.invite', { emails: ['open@example.org'] });
    const asked = ['OPEN@example.org', owner.email, 'new@example.org'];
    expect(await admin.call('people.checkAddresses', { emails: asked })).toEqual({
      known: [owner.email],
      invited: ['open@example.org'],
    });
  });

  it('PE7 people are found by title, after those found by name; deactivated ones on request', async () => {
    const [buyer, named] = [await house.person('赵六'), await house.person('采购')];
    await buyer.call('people.changeProfile', { title: '采购经理' });
    const found = async (more = {}) =>
      (await owner.call('people.search', { text: '采购', ...more })).users.map((u) => u.id as string);
    expect(await found()).toEqual([named.id, buyer.id]);
    await owner.call('people.deactivate', { user: id(named.id) });
    expect(await found()).toEqual([buyer.id]);
    expect(await found({ inactive: true })).toEqual([named.id, buyer.id]);
  });

  it('PE9 who reports to whom is listed, and not to guests', async () => {
    const [head, lead] = [await house.person('主管'), await house.person('组长')];
    await owner.call('people.changeUser', { user: id(lead.id), manager: id(head.id) });
    const reports = async (by: Visitor) => (await by.call('people.list', { manager: id(head.id) })).items.map((u) => u.id);
    expect(await reports(lead)).toEqual([lead.id]);
    expect(await reports(await house.person('外人', 'guest'))).toEqual([]);
  });

  it('PE8 a department is put at a place among its siblings', async () => {
    const make = async (name: string, parent: string | null = null) =>
      (await owner.call('people.createDepartment', { name, parent: parent as never })).id as string;
    const root = await make('总部');
    const [a, b, c] = [await make('甲', root), await make('乙', root), await make('丙', root)];
    const order = async () =>
      (await owner.call('people.departments', {})).departments.filter((d) => d.parent === root).map((d) => d.id as string);
    const move = (department: string, change: object) =>
      owner.call('people.changeDepartment', { department: id(department), ...change });
    expect(await order()).toEqual([a, b, c]);
    await move(c, { position: 0 });
    expect(await order()).toEqual([c, a, b]);
    await move(c, { position: 1 });
    expect(await order()).toEqual([a, c, b]);
    const d = await make('丁');
    await move(d, { parent: root, position: 2 });
    expect(await order()).toEqual([a, c, d, b]);
    expect((await move(d, { position: 900 })).position).toBe(3);
    expect(await order()).toEqual([a, c, b, d]);
  });
});
