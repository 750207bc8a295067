import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
let department: string;
beforeAll(async () => {
  kit = await testHouse();
  department = (await kit.call(kit.owner, 'people.createDepartment', { name: 'Sales' })).id;
});
afterAll(() => kit.stop());

const forbidden = { problem: { code: 'forbidden' } };
async function give(to: { user: string }, permissions: string[], scope: object = { kind: 'organization' }): Promise<void> {
  const role = await kit.call(kit.owner, 'access.createRole', { name: crypto.randomUUID(), permissions: permissions as never });
  await kit.call(kit.owner, 'access.grant', { user: to.user as never, role: role.id, scope: scope as never });
}
const inDepartment = (seat: Seat) =>
  kit.call(kit.owner, 'people.changeUser', { user: seat.user as never, departments: [department as never] });
const link = (by: Seat, of: Seat) => kit.call(by, 'people.createResetLink', { user: of.user as never, endSecondFactor: true });

it('PE16 who administers a department does not come in as somebody there who holds more', async () => {
  const [head, plain, keeper] = [await kit.person('Head'), await kit.person('Plain'), await kit.person('Keeper')];
  await Promise.all([inDepartment(plain), inDepartment(keeper)]);
  await give(head, ['people.manage'], { kind: 'department', id: department });
  await give(keeper, ['roles.manage', 'audit.read']);
  expect((await link(head, plain)).link).toContain('/reset/');
  await expect(link(head, keeper)).rejects.toMatchObject(forbidden);
  const change = (more: object) => kit.call(head, 'people.changeUser', { user: keeper.user as never, ...more });
  await expect(change({ email: 'mine@example.org' })).rejects.toMatchObject(forbidden);
  expect((await change({ title: 'Keeper' })).title).toBe('Keeper');
  expect((await link(kit.owner, keeper)).link).toContain('/reset/');
});

it('PE16 what is held at a place counts: above it one holds it too', async () => {
  const team = (await kit.call(kit.owner, 'people.createDepartment', { name: 'Team', parent: department as never })).id;
  const [head, lead, other] = [await kit.person('Head'), await kit.person('Lead'), await kit.person('Other')];
  await Promise.all([inDepartment(lead), inDepartment(other)]);
  await give(head, ['people.manage'], { kind: 'department', id: department });
  await give(lead, ['people.manage'], { kind: 'department', id: team });
  await give(other, ['departments.manage'], { kind: 'department', id: team });
  expect((await link(head, lead)).link).toContain('/reset/');
  await expect(link(head, other)).rejects.toMatchObject(forbidden);
});

it('PE16 who manages bots makes no token for a bot that holds more', async () => {
  const keeper = await kit.person('Bot keeper');
  await give(keeper, ['bots.manage']);
  const bot = await kit.call(kit.owner, 'people.createBot', { name: 'Robot' });
  const token = () => kit.call(keeper, 'people.createBotToken', { bot: bot.user, name: 'one' });
  expect((await token()).secret).toContain('rpt_');
  await give(bot, ['audit.read']);
  await expect(token()).rejects.toMatchObject(forbidden);
});
