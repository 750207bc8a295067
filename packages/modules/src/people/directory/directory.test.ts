import { problemOf } from '@rapport/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUsers, noteLeft, noteMembers, requireVisiblePeople } from '../index.ts';
import { goodPassword, type SmallHouse, smallHouse, type Visitor } from '../people.test-kit.ts';

type Person = Visitor & { id: string; email: string };
let house: SmallHouse;
let owner: Person;
beforeAll(async () => {
  house = await smallHouse();
  owner = await house.person('王老板', 'owner');
});
afterAll(() => house.close());

const fails = (code: string) => expect.objectContaining({ code });
const newRoom = () => crypto.randomUUID();
const share = (...people: Person[]) =>
  house.platform.db.transaction((tx) =>
    noteMembers(
      tx,
      newRoom(),
      people.map(({ id }) => id),
    ),
  );

describe('the directory', () => {
  it('PE7 lists in order of names, page by page, each person once', async () => {
    for (const name of ['阿宝', 'Bob', '陈一', '陈二', 'Zoe', '曾三', '12']) await house.person(name);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await owner.call('people.list', { limit: 3, ...(cursor ? { cursor } : {}) });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.next;
    } while (cursor);
    expect(names).toEqual(['阿宝', 'Bob', '陈二', '陈一', '王老板', '曾三', 'Zoe', '12']);
    await expect(owner.call('people.list', { cursor: 'rubbish' })).rejects.toEqual(fails('invalid-input'));
  });

  it('PE7 finds people by pinyin and initials at once after a change of name', async () => {
    const lv = await house.person('吕小布');
    const found = async (text: string) => (await owner.call('people.search', { text })).users.map(({ id }) => id);
    expect(await found('lvxb')).toContain(lv.id);
    await lv.call('people.changeProfile', { name: '欧阳锋' });
    expect(await found('lvxb')).not.toContain(lv.id);
    expect(await found('ouyn')).toEqual([]);
    expect(await found('oyf')).toEqual([lv.id]);
    expect(await found(lv.email.slice(0, 7))).toContain(lv.id);
  });

  it('PE9 a guest sees only people of shared conversations, and of those no address, phone or place', async () => {
    const guest = await house.person('访客', 'guest');
    const [near, far] = [await house.person('近'), await house.person('远')];
    await near.call('people.changeProfile', { phone: '+86 139 0000 0000' });
    await share(guest, near);
    const { users } = await guest.call('people.get', { ids: [near.id, far.id, owner.id, guest.id] as never });
    expect(users.map(({ name }) => name).sort()).toEqual(['访客', '近'].sort());
    expect(users.find(({ id }) => id === near.id)).toMatchObject({ email: null, phone: '', manager: null, departments: [] });
    expect((await guest.call('people.list', {})).items.map(({ id }) => id).sort()).toEqual([guest.id, near.id].sort());
    expect((await guest.call('people.search', { text: '远' })).users).toEqual([]);
    expect((await guest.call('people.search', { text: near.email })).users).toEqual([]);
    expect((await guest.call('people.departments', {})).departments).toEqual([]);
    const actor = (await house.actorOf(guest))!;
    await expect(requireVisiblePeople(house.platform.db, actor, [near.id, far.id])).rejects.toEqual(fails('not-found'));
    const room = newRoom();
    await house.platform.db.transaction((tx) => noteMembers(tx, room, [guest.id, far.id]));
    expect(await requireVisiblePeople(house.platform.db, actor, [near.id, far.id])).toHaveLength(2);
    await house.platform.db.transaction((tx) => noteLeft(tx, room, guest.id));
    await expect(requireVisiblePeople(house.platform.db, actor, [far.id])).rejects.toEqual(fails('not-found'));
    await expect(guest.call('access.roles', {})).rejects.toEqual(fails('forbidden'));
    await expect(guest.call('people.invite', { emails: ['a@example.org'] })).rejects.toEqual(fails('forbidden'));
  });

  it('PE10 every change of a person is in the organization’s log, and only its ids are told', async () => {
    const { organizationEv } = await owner.call('people.me', {});
    const [guest, xu] = [await house.person('客', 'guest'), await house.person('徐')];
    await xu.call('people.changeProfile', { status: { text: '开会', emoji: '📅', until: house.clock.now() + 60_000 } });
    const seen = await owner.call('people.changedSince', { ev: organizationEv });
    expect(seen).toMatchObject({ tooMany: false, users: expect.arrayContaining([guest.id, xu.id]), departments: false });
    expect((await guest.call('people.changedSince', { ev: organizationEv })).users).toEqual([guest.id]);
    expect(await owner.call('people.changedSince', { ev: seen.ev })).toMatchObject({ ev: seen.ev, users: [] });
    const [me] = (await owner.call('people.get', { ids: [xu.id] as never })).users;
    expect(me!.status).toMatchObject({ text: '开会' });
    house.clock.advance(60_000);
    expect((await owner.call('people.get', { ids: [xu.id] as never })).users[0]!.status).toBeNull();
    await house.platform.db.transaction((tx) =>
      createUsers(
        tx,
        house.platform,
        null,
        Array.from({ length: 501 }, (_, i) => ({ name: `旧人 ${i}`, role: 'member' as const, deactivated: true })),
      ),
    );
    expect(await owner.call('people.changedSince', { ev: seen.ev })).toMatchObject({ tooMany: true, users: [] });
  });

  it('PE1 addresses are unique whatever their case; names are normalised and cannot disguise', async () => {
    const one = await house.person('Ada');
    const two = await house.person('Bea');
    await expect(owner.call('people.changeUser', { user: two.id as never, email: one.email.toUpperCase() })).rejects.toEqual(
      fails('already-exists'),
    );
    await one.call('people.changeProfile', { name: 'Jose\u0301' });
    expect((await one.call('people.me', {})).user.name).toBe('Jos\u00e9');
    for (const name of ['', '   ', 'a\u202eb', 'x\ny', 'x'.repeat(81), 'a\u200bb'])
      await expect(one.call('people.changeProfile', { name })).rejects.toThrow();
    for (const timeZone of ['Mars/Base', '../etc', ''])
      await expect(one.call('people.changeProfile', { timeZone })).rejects.toThrow();
  });
});

describe('administration', () => {
  it('PE2 PE5 a closed account is out at once, and kept; opened again its sessions stay ended', async () => {
    const qi = await house.person('齐');
    const { secret } = await qi.call('people.createToken', { password: goodPassword, name: 'x' });
    expect(await house.actorOf(qi)).toBeDefined();
    const closed = await owner.call('people.deactivate', { user: qi.id as never });
    expect(closed.active).toBe(false);
    expect(await house.actorOf(qi)).toBeUndefined();
    expect(house.revoked.at(-1)).toEqual({ user: qi.id, sessions: 'all' });
    const again = house.visitor();
    again.bearer = secret;
    expect(await house.actorOf(again)).toBeUndefined();
    const tries = house.visitor().call('people.signIn', { email: qi.email, password: goodPassword });
    await expect(tries).rejects.toEqual(fails('account-deactivated'));
    const wrong = house.visitor().call('people.signIn', { email: qi.email, password: 'not the password' });
    await expect(wrong).rejects.toEqual(fails('wrong-credentials'));
    expect((await owner.call('people.get', { ids: [qi.id] as never })).users[0]).toMatchObject({ name: '齐', active: false });
    await owner.call('people.reactivate', { user: qi.id as never });
    expect(await house.actorOf(qi)).toBeUndefined();
    await house.visitor().call('people.signIn', { email: qi.email, password: goodPassword });
  });

  it('PE6 keeps an owner, whichever way one goes, and two cannot leave at once', async () => {
    const own = (change: object) => owner.call('people.changeUser', { user: owner.id as never, ...change });
    await expect(own({ role: 'member' })).rejects.toEqual(fails('last-owner'));
    await expect(owner.call('people.deactivate', { user: owner.id as never })).rejects.toEqual(fails('last-owner'));
    const second = await house.person('二老板', 'owner');
    const both = await Promise.allSettled([
      owner.call('people.changeUser', { user: second.id as never, role: 'member' }),
      second.call('people.changeUser', { user: owner.id as never, role: 'member' }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const rows = await house.platform.db.rows(`select id from user_account where role = 'owner'`);
    expect(rows).toHaveLength(1);
    if (!rows.some((row) => row.id === owner.id))
      await second.call('people.changeUser', { user: owner.id as never, role: 'owner' });
    await owner.call('people.changeUser', { user: second.id as never, role: 'member' });
  });

  it('PE6 administrators reach no owner and make none; members reach nobody', async () => {
    const [admin, mo] = [await house.person('管理', 'admin'), await house.person('莫')];
    for (const act of ['people.deactivate', 'people.createResetLink'] as const)
      await expect(admin.call(act, { user: owner.id as never })).rejects.toEqual(fails('forbidden'));
    await expect(admin.call('people.changeUser', { user: mo.id as never, role: 'owner' })).rejects.toEqual(fails('forbidden'));
    await expect(admin.call('people.changeUser', { user: admin.id as never, role: 'owner' })).rejects.toEqual(fails('forbidden'));
    await expect(mo.call('people.changeUser', { user: admin.id as never, title: 'x' })).rejects.toEqual(fails('forbidden'));
    const unknown = crypto.randomUUID();
    await expect(mo.call('people.deactivate', { user: unknown as never })).rejects.toEqual(fails('forbidden'));
    await admin.call('people.changeUser', { user: mo.id as never, role: 'admin' });
    expect((await mo.call('people.me', {})).permissions).toContain('people.manage');
    await admin.call('people.changeUser', { user: mo.id as never, role: 'guest' });
    expect(await mo.call('people.me', {})).toMatchObject({ user: { kind: 'guest', role: 'guest' } });
  });

  it('PE13 a reset link made by an administrator ends the sessions, works once within an hour, and is written down', async () => {
    const nie = await house.person('聂');
    const { link, expiresAt } = await owner.call('people.createResetLink', { user: nie.id as never });
    expect(expiresAt).toBe(house.clock.now() + 3_600_000);
    expect(await house.actorOf(nie)).toBeUndefined();
    const token = link.split('/').at(-1)!;
    const set = (password: string) => house.visitor().call('people.resetPassword', { token, password });
    await expect(set('12345')).rejects.toEqual(fails('weak-password'));
    await set('quite another 7 words');
    await expect(set('once more 8 for luck')).rejects.toEqual(fails('link-not-valid'));
    await house.visitor().call('people.signIn', { email: nie.email, password: 'quite another 7 words' });
    const { items } = await owner.call('access.auditList', { subject: nie.id });
    expect(items[0]).toMatchObject({ act: 'user.reset-link-made', actor: owner.id, from: '192.0.2.1' });
    expect(JSON.stringify(items)).not.toContain(token);
    const late = await owner.call('people.createResetLink', { user: nie.id as never });
    house.clock.advance(3_600_000);
    const expired = house.visitor().call('people.resetPassword', { token: late.link.split('/').at(-1)!, password: goodPassword });
    await expect(expired).rejects.toEqual(fails('link-not-valid'));
  });

  it('PE8 the department tree: managers, moves, places of people, removal when empty', async () => {
    const [head, worker] = [await house.person('主任'), await house.person('员工')];
    const sales = await owner.call('people.createDepartment', { name: '销售部', managers: [head.id as never] });
    const north = await owner.call('people.createDepartment', { name: '北区', parent: sales.id });
    await expect(owner.call('people.createDepartment', { name: '北区', parent: sales.id })).rejects.toEqual(
      fails('already-exists'),
    );
    await owner.call('people.changeUser', { user: worker.id as never, departments: [north.id], manager: head.id as never });
    expect((await house.actorOf(worker))!.departments).toEqual([north.id, sales.id]);
    expect((await worker.call('people.list', { department: sales.id })).items).toEqual([]);
    expect((await worker.call('people.list', { department: sales.id, deep: true })).items.map(({ id }) => id)).toEqual([
      worker.id,
    ]);
    await expect(owner.call('people.changeDepartment', { department: sales.id, parent: north.id })).rejects.toEqual(
      fails('conflict'),
    );
    await expect(owner.call('people.changeUser', { user: head.id as never, manager: worker.id as never })).rejects.toEqual(
      fails('conflict'),
    );
    await expect(owner.call('people.removeDepartment', { department: sales.id })).rejects.toEqual(fails('department-not-empty'));
    await expect(owner.call('people.removeDepartment', { department: north.id })).rejects.toEqual(fails('department-not-empty'));
    await expect(worker.call('people.createDepartment', { name: '私' })).rejects.toEqual(fails('forbidden'));
    const moved = await owner.call('people.changeDepartment', { department: north.id, parent: null, name: '华北' });
    expect(moved).toMatchObject({ parent: null, name: '华北', people: 1 });
    expect((await house.actorOf(worker))!.departments).toEqual([north.id]);
    const { departments } = await worker.call('people.departments', {});
    expect(departments.map(({ name, managers }) => [name, managers])).toEqual([
      ['销售部', [head.id]],
      ['华北', []],
    ]);
    await owner.call('people.removeDepartment', { department: sales.id });
    const moves = await Promise.allSettled([
      owner.call('people.createDepartment', { name: 'A' }),
      owner.call('people.createDepartment', { name: 'B' }),
    ]);
    const [a, b] = moves.map((one) => (one.status === 'fulfilled' ? one.value.id : undefined));
    const cross = await Promise.allSettled([
      owner.call('people.changeDepartment', { department: a!, parent: b! }),
      owner.call('people.changeDepartment', { department: b!, parent: a! }),
    ]);
    expect(cross.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('PE12 invitations: links without SMTP, roles and departments kept, used once, taken back', async () => {
    const lab = await owner.call('people.createDepartment', { name: '实验室' });
    const { invited, known } = await owner.call('people.invite', {
      emails: ['New@Example.org', 'new@example.org', owner.email, 'other@example.org'],
      department: lab.id,
      language: 'en',
    });
    expect(known).toEqual([owner.email]);
    expect(invited.map(({ invitation }) => invitation.email)).toEqual(['new@example.org', 'other@example.org']);
    const [token, other] = invited.map(({ link }) => link!.split('/').at(-1)!) as [string, string];
    const visitor = house.visitor();
    expect(await visitor.call('people.invitation', { token })).toMatchObject({ email: 'new@example.org', invitedBy: '王老板' });
    const accept = () => visitor.call('people.acceptInvitation', { token, name: 'Newcomer', password: goodPassword });
    await accept();
    expect(await visitor.call('people.me', {})).toMatchObject({
      user: { role: 'member', departments: [lab.id], language: 'en', email: 'new@example.org' },
    });
    await expect(accept()).rejects.toEqual(fails('link-not-valid'));
    const open = (await owner.call('people.invitations', {})).invitations;
    expect(open.map(({ email }) => email)).toEqual(['other@example.org']);
    await owner.call('people.revokeInvitation', { invitation: open[0]!.id });
    await expect(visitor.call('people.invitation', { token: other })).rejects.toEqual(fails('link-not-valid'));
  });

  it('PE14 who has no working hours of their own follows the organization, and can do so again', async () => {
    const he = await house.person('何');
    const mine = [...Array.from({ length: 4 }, () => [{ from: 600, to: 1140 }]), [], [], []];
    const hoursOf = async () => {
      const { user, ownWorkingHours } = await he.call('people.me', {});
      return [ownWorkingHours, user.workingHours[0]![0]!.from];
    };
    const decide = (from: number) => {
      const workingHours = [...Array.from({ length: 5 }, () => [{ from, to: 1080 }]), [], []];
      return owner.call('people.changeOrganization', { settings: { workingHours } });
    };
    await decide(540);
    expect(await hoursOf()).toEqual([false, 540]);
    await he.call('people.changeProfile', { workingHours: mine });
    await decide(480);
    expect(await hoursOf()).toEqual([true, 600]);
    expect((await he.call('people.changeProfile', { workingHours: null })).workingHours[0]![0]!.from).toBe(480);
    expect(await hoursOf()).toEqual([false, 480]);
  });

  it('PE14 settings are whole, changed in part, and seen at once', async () => {
    const before = (await owner.call('people.me', {})).organization;
    expect(before.settings).toMatchObject({ receipts: true, urgentPerDay: 5 });
    await owner.call('people.changeOrganization', { name: '新名', settings: { receipts: false } });
    const after = (await owner.call('people.me', {})).organization;
    expect(after).toMatchObject({ name: '新名', settings: { ...before.settings, receipts: false } });
    await expect(owner.call('people.changeOrganization', { settings: { nonsense: 1 } as never })).rejects.toThrow();
    const admin = await house.person('另一位');
    const refused = await admin.call('people.changeOrganization', { name: 'x' }).catch((error) => error);
    expect(problemOf(refused.code, refused.params, 'zh-CN').detail).toBe('你没有权限这样做，需要“更改组织及其设置”权限。');
  });
});
