import { builtInRoles, type HoldScope, type Permission, permissionCatalogue, permissions } from '@rapport/contract';
import { newId } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goodPassword, type SmallHouse, smallHouse, type Visitor } from '../people/people.test-kit.ts';
import { actorFor, type Belonging, can, holdsOver, liftHold, placeHold, refresh, visiblePeoplePredicate } from './index.ts';

type Person = Visitor & { id: string; email: string };
let house: SmallHouse;
let owner: Person;
beforeAll(async () => {
  house = await smallHouse();
  owner = await house.person('Owner', 'owner');
});
afterAll(() => house.close());

/** The clock has moved on by months: sessions that nobody used have ended. */
async function signedInAgain(person: Person): Promise<Person> {
  await person.call('people.signIn', { email: person.email, password: goodPassword });
  return person;
}

const fails = (code: string) => expect.objectContaining({ code });
const place = (id: string) => ({ kind: 'conversation', id }) as const;

describe('roles', () => {
  it('AC2 four roles are built in and hold what the contract says', async () => {
    const { roles } = await owner.call('access.roles', {});
    for (const role of roles) {
      expect([role.key, [...role.permissions].sort()]).toEqual([role.key, [...builtInRoles[role.key!]].sort()]);
    }
    expect(roles.map(({ key }) => key)).toEqual(['owner', 'admin', 'member', 'guest']);
    expect(roles[0]!.people).toBe(1);
  });

  it('AC2 built-in roles keep their names, the owner everything, and guests their isolation', async () => {
    const { roles } = await owner.call('access.roles', {});
    const [top, , member, guest] = roles.map(({ id }) => id);
    const change = (role: string | undefined, input: object) =>
      owner.call('access.changeRole', { role: role as never, ...input });
    await expect(change(top, { permissions: [] })).rejects.toEqual(fails('conflict'));
    await expect(change(member, { name: 'x' })).rejects.toEqual(fails('conflict'));
    await expect(change(guest, { permissions: ['people.browse'] })).rejects.toEqual(fails('conflict'));
    await expect(owner.call('access.removeRole', { role: member as never })).rejects.toEqual(fails('conflict'));
    const ma = await house.person('马');
    expect(can((await house.actorOf(ma))!, 'conversations.createOpen')).toBe(true);
    await change(member, { permissions: builtInRoles.member.filter((p) => p !== 'conversations.createOpen') });
    expect(can((await house.actorOf(ma))!, 'conversations.createOpen')).toBe(false);
    await change(member, { permissions: [...builtInRoles.member] });
    expect(can((await house.actorOf(ma))!, 'conversations.createOpen')).toBe(true);
  });

  it('AC4 nobody makes, gives or takes what they do not hold', async () => {
    const admin = await house.person('Admin', 'admin');
    const [wei, zhu] = [await house.person('魏'), await house.person('朱')];
    await expect(admin.call('access.createRole', { name: '保全员', permissions: ['holds.manage'] })).rejects.toEqual(
      fails('forbidden'),
    );
    const keeper = await owner.call('access.createRole', { name: '保全员', permissions: ['holds.manage', 'audit.read'] });
    await expect(owner.call('access.createRole', { name: '保全员', permissions: [] })).rejects.toEqual(fails('already-exists'));
    const organization = { kind: 'organization' } as const;
    const give = (by: Person, user: string, role: string) =>
      by.call('access.grant', { user: user as never, role: role as never, scope: organization });
    await expect(give(admin, wei.id, keeper.id)).rejects.toEqual(fails('forbidden'));
    await expect(give(wei, wei.id, keeper.id)).rejects.toEqual(fails('forbidden'));
    const grant = await give(owner, wei.id, keeper.id);
    expect(await give(owner, wei.id, keeper.id)).toEqual(grant);
    expect((await wei.call('people.me', {})).permissions).toContain('audit.read');
    expect((await wei.call('access.grants', { user: wei.id as never })).items).toEqual([grant]);
    await expect(zhu.call('access.grants', { user: wei.id as never })).rejects.toEqual(fails('forbidden'));
    await expect(admin.call('access.revoke', { grant: grant.id })).rejects.toEqual(fails('forbidden'));
    await expect(admin.call('access.removeRole', { role: keeper.id })).rejects.toEqual(fails('forbidden'));
    const top = (await owner.call('access.roles', {})).roles[0]!;
    await expect(give(admin, zhu.id, top.id)).rejects.toEqual(fails('conflict'));
    await owner.call('access.revoke', { grant: grant.id });
    expect((await wei.call('people.me', {})).permissions).not.toContain('audit.read');
    await give(owner, wei.id, keeper.id);
    await owner.call('access.removeRole', { role: keeper.id });
    expect((await wei.call('people.me', {})).permissions).not.toContain('audit.read');
  });

  it('AC1 a role granted at a scope holds there and below, and nowhere else', async () => {
    const du = await house.person('杜');
    const above = await owner.call('people.createDepartment', { name: '总部' });
    const below = await owner.call('people.createDepartment', { name: '分部', parent: above.id });
    const lead = await owner.call('access.createRole', {
      name: '部门管理员',
      permissions: ['people.manage', 'people.invite', 'departments.manage', 'conversations.moderate', 'organization.manage'],
    });
    await owner.call('access.grant', { user: du.id as never, role: lead.id, scope: { kind: 'department', id: above.id } });
    const room = newId();
    await owner.call('access.grant', { user: du.id as never, role: lead.id, scope: { kind: 'conversation', id: room } });
    const actor = (await house.actorOf(du))!;
    expect(can(actor, 'people.manage')).toBe(false);
    expect(can(actor, 'conversations.moderate', place(room))).toBe(true);
    expect(can(actor, 'conversations.moderate', place(newId()))).toBe(false);
    // What means nothing at a scope is not held there.
    expect(can(actor, 'organization.manage', place(room), { kind: 'department', id: above.id })).toBe(false);
    expect(can(actor, 'people.manage', place(room))).toBe(false);
    const [inside, outside] = [await house.person('里'), await house.person('外')];
    await owner.call('people.changeUser', { user: inside.id as never, departments: [below.id] });
    const titled = await du.call('people.changeUser', { user: inside.id as never, title: '组长' });
    expect(titled.title).toBe('组长');
    await expect(du.call('people.changeUser', { user: outside.id as never, title: 'x' })).rejects.toEqual(fails('forbidden'));
    await expect(du.call('people.changeUser', { user: inside.id as never, role: 'admin' })).rejects.toEqual(fails('forbidden'));
    await du.call('people.createDepartment', { name: '新组', parent: below.id });
    await expect(du.call('people.createDepartment', { name: '新组' })).rejects.toEqual(fails('forbidden'));
    await expect(du.call('people.changeDepartment', { department: below.id, parent: null })).rejects.toEqual(fails('forbidden'));
    await expect(
      owner.call('access.grant', { user: du.id as never, role: lead.id, scope: { kind: 'department', id: newId() } }),
    ).rejects.toEqual(fails('not-found'));
    await expect(
      owner.call('access.grant', { user: du.id as never, role: lead.id, scope: { kind: 'department' } }),
    ).rejects.toEqual(fails('invalid-input'));
  });

  it('AC3 whatever is granted to a guest, the isolation stays', async () => {
    const guest = await house.person('客', 'guest');
    const wide = await owner.call('access.createRole', { name: '全部', permissions: [...permissions] });
    await owner.call('access.grant', { user: guest.id as never, role: wide.id, scope: { kind: 'organization' } });
    const actor = (await house.actorOf(guest))!;
    for (const permission of actor.permissions) expect(permissionCatalogue[permission].guest).toBe(true);
    expect(visiblePeoplePredicate(actor, 'u', 1)).toContain('shared_conversation_member');
    expect((await guest.call('people.list', {})).items.map(({ id }) => id)).toEqual([guest.id]);
  });
});

describe('who acts', () => {
  it('AC5 an actor is cached and dropped when anything of it changes', async () => {
    const yu = await house.person('于');
    const first = (await house.actorOf(yu))!;
    expect(first).toMatchObject({ kind: 'member', language: 'zh-CN', roles: ['member'], name: '于' });
    await yu.call('people.changeProfile', { language: 'en', name: 'Yu' });
    expect(await house.actorOf(yu)).toMatchObject({ language: 'en', name: 'Yu' });
    await owner.call('people.changeUser', { user: yu.id as never, role: 'admin' });
    expect((await house.actorOf(yu))!.roles).toEqual(['admin']);
    expect(await actorFor(house.platform, yu.id)).toMatchObject({ user: yu.id, session: 'house' });
    await owner.call('people.deactivate', { user: yu.id as never });
    expect(await actorFor(house.platform, yu.id)).toBeUndefined();
  });

  it('AC5 a hint that was lost is repaired within a minute', async () => {
    const he = await house.person('贺');
    expect(await house.actorOf(he)).toBeDefined();
    await house.platform.db.rows('delete from session where user_id = $1', [he.id]);
    expect(await house.actorOf(he)).toBeDefined();
    house.clock.advance(60_000);
    expect(await house.actorOf(he)).toBeUndefined();
  });

  it('AC5 who stays connected is known anew at every call, keeps the session alive, and is out when it is over', async () => {
    const tan = await house.person('谭');
    const again = refresh(house.platform);
    const actor = (await house.actorOf(tan))!;
    await owner.call('people.changeUser', { user: tan.id as never, role: 'admin' });
    expect((await again(actor))!.roles).toEqual(['admin']);
    for (let i = 0; i < 3; i++) {
      house.clock.advance(25 * 86_400_000);
      expect(await again(actor)).toMatchObject({ user: tan.id });
    }
    expect(await house.actorOf(tan)).toBeDefined();
    await tan.call('people.signOut', {});
    expect(await again(actor)).toBeUndefined();
    await signedInAgain(owner);
  });

  it('AC5 refuses what is no secret of ours without asking the database', async () => {
    const stranger = house.visitor();
    for (const cookie of ['', 'x', 'rps_short', `rps_${'a'.repeat(43)}`, `rpt_${'a'.repeat(43)}`, '\u0000'.repeat(47)]) {
      stranger.cookie = cookie;
      expect(await house.actorOf(stranger)).toBeUndefined();
    }
  });
});

describe('audit and holds', () => {
  it('AC6 administrators’ acts are kept, newest first, page by page, for those who may read them, and cannot be changed', async () => {
    const member = await house.person('员');
    await expect(member.call('access.auditList', {})).rejects.toEqual(fails('forbidden'));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await owner.call('access.auditList', { limit: 5, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(seen.length).toBeGreaterThan(10);
    expect(new Set(seen).size).toBe(seen.length);
    expect([...seen].sort().reverse()).toEqual(seen);
    expect(
      (await owner.call('access.auditList', { act: 'role.granted', actor: owner.id as never })).items.length,
    ).toBeGreaterThan(2);
    await expect(house.platform.db.rows('delete from audit')).rejects.toThrow('append-only');
    const all = JSON.stringify(await house.platform.db.rows('select detail from audit'));
    expect(all).not.toContain(goodPassword);
  });

  it('AC7 holds: on the organization everything is held, else what belongs to the held thing; what was lifted protects for its days', async () => {
    const { db } = house.platform;
    const [conversation, user] = [newId(), newId()];
    const at = house.clock.now();
    const belongings = [{ kind: 'user', id: user } as const, place(conversation)];
    const over = async (now: number, ...of: Belonging[]) => (await holdsOver(db, now, of)).length;
    const put = async (scope: HoldScope) => {
      const id = newId();
      const hold = {
        id,
        matter: null,
        scope,
        reason: '诉讼',
        from: null,
        until: null,
        placedBy: owner.id as never,
        placedAt: at,
      };
      await db.transaction((tx) => placeHold(tx, hold));
      return id;
    };
    const lift = (id: string, protectsUntil: number) =>
      db.transaction((tx) => liftHold(tx, { id, by: owner.id, reason: 'over', at, protectsUntil }));
    expect(await over(at, ...belongings)).toBe(0);
    const id = await put(place(conversation));
    expect(await over(at, ...belongings)).toBe(1);
    expect(await over(at, { kind: 'user', id: conversation })).toBe(0);
    await lift(id, at + 1000);
    expect([await over(at + 999, ...belongings), await over(at + 1000, ...belongings)]).toEqual([1, 0]);
    const whole = await put({ kind: 'organization' });
    expect([await over(at, { kind: 'user', id: newId() }), await over(at)]).toEqual([1, 1]);
    await lift(whole, at);
    expect(await over(at)).toBe(0);
  });

  it('AC1 every permission has words in both languages and a bundle it belongs to', () => {
    for (const [name, entry] of Object.entries(permissionCatalogue)) {
      expect(entry.en.length * entry.zh.length, name).toBeGreaterThan(0);
      expect(builtInRoles.owner).toContain(name as Permission);
    }
    for (const permission of builtInRoles.guest) expect(permissionCatalogue[permission].guest).toBe(true);
  });
});
