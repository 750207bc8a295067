import { contract } from '@rapport/contract';
import { type Observer, verifyDirectory } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './race.test-kit.ts';

type Act = (world: World) => Promise<unknown>;

/** By the owner over a socket: who is changed, and what. */
const admin =
  (change: (world: World) => object): Act =>
  (world) =>
    world.call(world.ann, 'people.changeUser', { user: world.lin.seat.user, ...change(world) } as never);

/** Made by one case and used by the next ones, in the order they stand here. */
const made = { department: '', role: '', grant: '' };

const cases: Record<string, [string, Act][]> = {
  'people.changeProfile': [
    [
      'a title and a status',
      (w) => w.call(w.lin, 'people.changeProfile', { title: '产品经理', status: { text: '外出', emoji: '🚗', until: null } }),
    ],
    ['a guest’s own name', (w) => w.call(w.gus, 'people.changeProfile', { name: 'Gustav' })],
  ],
  'people.createDepartment': [
    [
      'a new one',
      async (w) => Object.assign(made, { department: (await w.call(w.ann, 'people.createDepartment', { name: '销售部' })).id }),
    ],
  ],
  'people.changeUser': [
    ['into another department', admin(() => ({ departments: [made.department] }))],
    ['a manager and a title', admin((w) => ({ manager: w.ann.seat.user, title: '总监' }))],
    ['administrator: more permissions at once', admin(() => ({ role: 'admin' }))],
    ['member again: fewer at once', admin(() => ({ role: 'member' }))],
  ],
  'people.changeDepartment': [
    [
      'below another: whoever mentions that calls me',
      (w) => w.call(w.ann, 'people.changeDepartment', { department: made.department, parent: w.department } as never),
    ],
  ],
  'people.removeDepartment': [
    [
      'emptied before',
      async (w) => {
        await admin(() => ({ departments: [] }))(w);
        return w.call(w.ann, 'people.removeDepartment', { department: made.department } as never);
      },
    ],
  ],
  'people.changeOrganization': [
    [
      'its name and a setting',
      (w) => w.call(w.ann, 'people.changeOrganization', { name: '启明', settings: { receipts: false } }),
    ],
  ],
  'people.deactivate': [
    ['somebody all of us see', (w) => w.call(w.ann, 'people.deactivate', { user: w.zoe.seat.user } as never)],
  ],
  'people.reactivate': [['and back', (w) => w.call(w.ann, 'people.reactivate', { user: w.zoe.seat.user } as never)]],
  'access.createRole': [
    [
      'of the organization’s own',
      async (w) =>
        Object.assign(made, {
          role: (await w.call(w.ann, 'access.createRole', { name: '主持', permissions: ['conversations.moderate'] })).id,
        }),
    ],
  ],
  'access.grant': [
    [
      'everywhere',
      async (w) => {
        const scope = { kind: 'organization' };
        const grant = await w.call(w.ann, 'access.grant', { user: w.lin.seat.user, role: made.role, scope } as never);
        return Object.assign(made, { grant: (grant as { id: string }).id });
      },
    ],
  ],
  'access.changeRole': [
    [
      'another permission in it',
      (w) => w.call(w.ann, 'access.changeRole', { role: made.role, permissions: ['audit.read'] } as never),
    ],
  ],
  'access.revoke': [['taken back', (w) => w.call(w.ann, 'access.revoke', { grant: made.grant } as never)]],
  'access.removeRole': [['gone', (w) => w.call(w.ann, 'access.removeRole', { role: made.role } as never)]],
};

/** Commands of these rooms that change nothing others or one's own devices hold of people: sign-in, secrets, invitations. */
const ofTheAccount =
  /^people\.(setUp|sign|accept|request|reset|changePassword|.*SecondFactor|renewRecoveryCodes|revoke|create(Token|Bot)|invite|createResetLink|endSessionsOf)/;

describe('race check of the directory: what everybody holds of people and of themselves is what the house says', () => {
  let world: World;
  let lookers: readonly Observer[];
  beforeAll(async () => {
    world = await openWorld();
    lookers = [world.ann, world.ann2, world.lin, world.gus];
    const everyone = world.everybody.map((o) => o.seat.user);
    for (const { client } of lookers) client.needPeople(everyone);
  });
  afterAll(() => world.stop());

  it('knows every command that changes the directory', () => {
    const commands = Object.entries(contract).filter(
      ([name, m]) => /^(people|access)\./.test(name) && m.kind === 'command' && !ofTheAccount.test(name),
    );
    expect(Object.keys(cases).sort()).toEqual(commands.map(([name]) => name).sort());
  });

  for (const [command, list] of Object.entries(cases)) {
    for (const [what, act] of list) it(`${command}: ${what}`, () => verifyDirectory(world.kit, lookers, () => act(world)));
  }
});
