import type { Input, MethodName } from '@rapport/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SmallHouse, smallHouse, type Visitor } from '../people/people.test-kit.ts';

type Person = Visitor & { id: string; email: string };
let house: SmallHouse;
let owner: Person;
/** Administers 销售 and what lies below it. */
let lead: Person;
/** One department inside, one beside, and somebody in each. */
let [sales, east, works, inside, outside]: string[] = [];
let [leadRole, wideRole]: string[] = [];

const fails = (code: string) => expect.objectContaining({ code });
const call = <M extends MethodName>(by: Person, name: M, input: unknown) => by.call(name, input as Input<M>);
const made = async (name: string, parent?: string): Promise<string> =>
  (await call(owner, 'people.createDepartment', { name, ...(parent ? { parent } : {}) })).id;

beforeAll(async () => {
  house = await smallHouse();
  owner = await house.person('Owner', 'owner');
  lead = await house.person('林经理');
  sales = await made('销售');
  east = await made('华东', sales);
  works = await made('工厂');
  inside = (await house.person('里')).id;
  outside = (await house.person('外')).id;
  await call(owner, 'people.changeUser', { user: inside, departments: [east] });
  await call(owner, 'people.changeUser', { user: outside, departments: [works] });
  const administers = ['people.manage', 'people.invite', 'departments.manage', 'roles.manage'];
  leadRole = (await call(owner, 'access.createRole', { name: '部门管理员', permissions: administers })).id;
  wideRole = (await call(owner, 'access.createRole', { name: '审计', permissions: ['audit.read'] })).id;
  await call(owner, 'access.grant', { user: lead.id, role: leadRole, scope: { kind: 'department', id: sales } });
});
afterAll(() => house.close());

describe('AC1 who administers a department', () => {
  it('is told so, and nothing of it as held everywhere', async () => {
    const me = await lead.call('people.me', {});
    expect(me.permissions).not.toContain('people.manage');
    expect(me.scoped).toEqual([
      {
        kind: 'department',
        id: sales,
        permissions: expect.arrayContaining(['people.manage', 'people.invite', 'departments.manage', 'roles.manage']),
      },
    ]);
    expect((await owner.call('people.me', {})).scoped).toEqual([]);
  });

  it('lists whom they administer, and nobody else', async () => {
    const ids = async (by: Person, input: object) => (await call(by, 'people.list', input)).items.map(({ id }) => id as string);
    expect(await ids(lead, { managed: true })).toEqual([inside]);
    expect(await ids(lead, { managed: true, department: works })).toEqual([]);
    expect(await ids(lead, { managed: true, department: east })).toEqual([inside]);
    expect(await ids(owner, { managed: true })).toEqual(await ids(owner, {}));
    const member = await house.person('普通');
    expect(await ids(member, { managed: true })).toEqual([]);
  });

  const acts: { [name: string]: (user: string, department: string) => [MethodName, unknown] } = {
    'changes people': (user) => ['people.changeUser', { user, title: '组长' }],
    'sees sessions': (user) => ['people.sessionsOf', { user }],
    'ends sessions': (user) => ['people.endSessionsOf', { user }],
    'makes reset links': (user) => ['people.createResetLink', { user }],
    'sees what was granted': (user) => ['access.grants', { user }],
    'closes accounts': (user) => ['people.deactivate', { user }],
    'opens accounts': (user) => ['people.reactivate', { user }],
    invites: (_, department) => ['people.invite', { emails: [`${department}@rapport.test`], department }],
    'makes departments': (_, parent) => ['people.createDepartment', { name: '新组', parent }],
    'renames departments': (_, department) => ['people.changeDepartment', { department, name: '改名' }],
    'grants roles': (user, id) => ['access.grant', { user, role: leadRole, scope: { kind: 'department', id } }],
  };
  for (const [what, act] of Object.entries(acts)) {
    it(`${what} there and below, not beside`, async () => {
      await call(lead, ...act(inside!, east!));
      await expect(call(lead, ...act(outside!, works!))).rejects.toEqual(fails('forbidden'));
    });
  }

  it('neither gives what is not held there, nor beyond the department, nor to people of another one', async () => {
    const grant = (role: string | undefined, user: string | undefined, scope: object) =>
      call(lead, 'access.grant', { user, role, scope });
    const here = { kind: 'department', id: east };
    await expect(grant(wideRole, inside, here)).rejects.toEqual(fails('forbidden'));
    await expect(grant(leadRole, inside, { kind: 'organization' })).rejects.toEqual(fails('forbidden'));
    await expect(grant(leadRole, outside, here)).rejects.toEqual(fails('forbidden'));
    await expect(grant(leadRole, crypto.randomUUID(), here)).rejects.toEqual(fails('forbidden'));
    await expect(lead.call('access.grants', {})).rejects.toEqual(fails('forbidden'));
    await expect(call(lead, 'access.createRole', { name: 'x', permissions: [] })).rejects.toEqual(fails('forbidden'));
    await expect(call(lead, 'access.changeRole', { role: leadRole, name: 'x' })).rejects.toEqual(fails('forbidden'));
    await expect(call(lead, 'access.removeRole', { role: leadRole })).rejects.toEqual(fails('forbidden'));
    const theirs = await call(owner, 'access.grant', { user: outside, role: wideRole, scope: { kind: 'organization' } });
    await expect(call(lead, 'access.revoke', { grant: theirs.id })).rejects.toEqual(fails('forbidden'));
    await expect(call(lead, 'access.revoke', { grant: crypto.randomUUID() })).rejects.toEqual(fails('forbidden'));
    const [own] = (await call(lead, 'access.grants', { user: inside })).items;
    await call(lead, 'access.revoke', { grant: own!.id });
    expect((await call(lead, 'access.grants', { user: inside })).items).toEqual([]);
  });

  it('gives no base role, and makes nobody their own or another’s', async () => {
    await expect(call(lead, 'people.changeUser', { user: inside, role: 'admin' })).rejects.toEqual(fails('forbidden'));
    await expect(call(lead, 'people.changeUser', { user: inside, departments: [east, works] })).rejects.toEqual(
      fails('forbidden'),
    );
    await call(owner, 'people.changeUser', { user: inside, departments: [east, works] });
    // Out of one’s own department, yes; out of another one, no.
    await expect(call(lead, 'people.changeUser', { user: inside, departments: [east] })).rejects.toEqual(fails('forbidden'));
    await call(lead, 'people.changeUser', { user: inside, departments: [works, sales] });
    await call(owner, 'people.changeUser', { user: inside, departments: [east] });
  });

  it('moves within, not the department itself, nor before its neighbours', async () => {
    const move = (department: string | undefined, place: object) =>
      call(lead, 'people.changeDepartment', { department, ...place });
    const south = await made('华南', sales);
    await move(south, { parent: sales, position: 0 });
    await move(south, { parent: east });
    await expect(move(south, { parent: null })).rejects.toEqual(fails('forbidden'));
    await expect(move(south, { parent: works })).rejects.toEqual(fails('forbidden'));
    await expect(move(sales, { parent: null, position: 0 })).rejects.toEqual(fails('forbidden'));
    await expect(move(works, { parent: sales })).rejects.toEqual(fails('forbidden'));
    await call(lead, 'people.removeDepartment', { department: south });
  });

  it('sees and takes back the invitations into it, and learns of no others', async () => {
    const emails = ['else@rapport.test'];
    const { invited } = await call(owner, 'people.invite', { emails, department: works });
    const open = (await lead.call('people.invitations', {})).invitations;
    expect(open.map(({ department }) => department)).toEqual([east]);
    expect((await owner.call('people.invitations', {})).invitations).toHaveLength(2);
    const asked = { emails: [...emails, open[0]!.email, lead.email] };
    expect(await call(lead, 'people.checkAddresses', asked)).toEqual({ known: [lead.email], invited: [open[0]!.email] });
    await expect(call(lead, 'people.revokeInvitation', { invitation: invited[0]!.invitation.id })).rejects.toEqual(
      fails('forbidden'),
    );
    await call(lead, 'people.revokeInvitation', { invitation: open[0]!.id });
    await expect(call(lead, 'people.invite', { emails: ['new@rapport.test'] })).rejects.toEqual(fails('forbidden'));
    const member = await house.person('无权');
    await expect(member.call('people.invitations', {})).rejects.toEqual(fails('forbidden'));
    await expect(call(member, 'people.checkAddresses', asked)).rejects.toEqual(fails('forbidden'));
  });
});
