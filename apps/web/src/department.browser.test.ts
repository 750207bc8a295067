/** Who administers departments only, in a real browser: exactly their people, their part of the tree, and what they may give. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let page: Page;
let lead: Seat;
let [zhao, qian]: Seat[] = [];
const made: Record<string, string> = {};
const id = (text: string | undefined) => text as never;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  const owner = kit.owner;
  lead = await kit.person('孙经理');
  await kit.call(lead, 'people.changeProfile', { language: 'zh-CN' });
  [zhao, qian] = [await kit.person('赵一'), await kit.person('钱二')];
  const make = async (name: string, parent?: string): Promise<void> => {
    made[name] = (await kit.call(owner, 'people.createDepartment', { name, ...(parent ? { parent: id(parent) } : {}) })).id;
  };
  await make('总部');
  await make('销售部', made.总部);
  await make('华东', made.销售部);
  await make('研发部', made.总部);
  await kit.call(owner, 'people.changeUser', { user: id(zhao.user), departments: [id(made.华东)] });
  await kit.call(owner, 'people.changeUser', { user: id(qian.user), departments: [id(made.研发部)] });
  const role = await kit.call(owner, 'access.createRole', {
    name: '部门管理员',
    permissions: ['people.manage', 'people.invite', 'departments.manage', 'roles.manage'],
  });
  await kit.call(owner, 'access.createRole', { name: '审计员', permissions: ['audit.read'] });
  const scope = { kind: 'department', id: made.销售部! } as const;
  await kit.call(owner, 'access.grant', { user: id(lead.user), role: role.id, scope });
  ({ page } = await house.enter(lead));
});
afterAll(() => house?.close());

const go = (path: string) => page.goto(`${house.kit.url}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });

describe('AC1 an administrator of one department', () => {
  it('finds administration in the rail, with two pages and their departments', async () => {
    await page.getByRole('navigation').first().getByRole('link', { name: '管理' }).click();
    await page.getByRole('heading', { name: '你管理的部门' }).waitFor();
    await page.getByRole('link', { name: /总部 \/ 销售部.*1人/ }).waitFor();
    const pages = page.getByRole('navigation', { name: '管理' }).locator('.admin-link');
    expect((await pages.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(['人员', '部门']);
    expect(await seriousOn(page)).toEqual([]);
  });

  it('sees the people of it and of those below, and invites into them only', async () => {
    await go('/admin/people');
    await page.getByText('你可以管理销售部及其下级部门的人员。').waitFor();
    await page.getByText('赵一').waitFor();
    await expect.poll(() => page.locator('.admin-row').count()).toBe(1);
    await page.getByRole('textbox', { name: '姓名、拼音、首字母、职务或邮箱' }).fill('钱二');
    await page.getByText('没有符合条件的人。').waitFor();
    await button('邀请同事').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/邮箱/).first().fill('new@example.org');
    await expect.poll(() => dialog.getByRole('button', { name: '发送邀请' }).isDisabled()).toBe(true);
    await dialog.getByLabel('加入部门').first().click();
    await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual(['总部 / 销售部', '总部 / 销售部 / 华东']);
    await page.getByRole('option', { name: '华东' }).click();
    await dialog.getByRole('button', { name: '发送邀请' }).click();
    await dialog.getByRole('button', { name: '完成' }).click();
    await button('1个待接受的邀请').waitFor();
  });

  it('changes them, gives roles for the department, and nothing that counts everywhere', async () => {
    await go(`/admin/people?person=${zhao!.user}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByText('角色作用于整个组织，只有组织管理员可以修改。').waitFor();
    await drawer.getByLabel('职务').fill('区域主管');
    await drawer.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存。').waitFor();
    await drawer.getByRole('button', { name: '授予角色' }).click();
    const form = drawer.locator('.grant-form');
    await form.getByLabel('哪个部门').first().click();
    await page.getByRole('option', { name: '华东' }).click();
    await form.getByLabel('角色').first().click();
    await page.getByRole('option', { name: '审计员', disabled: true }).waitFor();
    await page.getByRole('option', { name: '部门管理员' }).click();
    await form.getByRole('button', { name: '授予', exact: true }).click();
    await drawer.getByRole('button', { name: '收回' }).click();
    await drawer.getByText('没有。').waitFor();
    await drawer.getByRole('button', { name: '停用…' }).waitFor();
    expect(await seriousOn(page)).toEqual([]);
  });

  it('is told why somebody of another department cannot be changed', async () => {
    await go(`/admin/people?person=${qian!.user}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByText('对方不在你管理的部门里。').waitFor();
    for (const name of ['保存', '停用…', '授予角色', '生成重置链接'])
      expect(await drawer.getByRole('button', { name }).count()).toBe(0);
    await go(`/people/${qian!.user}`);
    await page.getByRole('complementary', { name: '钱二的资料' }).waitFor();
    expect(await page.getByRole('link', { name: '管理账号' }).count()).toBe(0);
  });

  it('orders its own part of the tree, and cannot move the department itself', async () => {
    const { kit } = house;
    await go('/admin/departments');
    const rows = page.locator('.tree-row');
    await until(async () => (await rows.count()) === 2);
    await button('对“销售部”的操作').click();
    for (const name of ['上移', '移出一层', '移动到…'])
      await expect.poll(() => page.getByRole('menuitem', { name }).isDisabled()).toBe(true);
    await page.getByRole('menuitem', { name: '新建下级部门' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称').fill('华南');
    await dialog.getByRole('button', { name: '保存' }).click();
    await until(async () => (await rows.count()) === 3);
    await button('对“华南”的操作').click();
    await page.getByRole('menuitem', { name: '移到上一个部门里' }).click();
    await until(async () => {
      const { departments } = await kit.call(kit.owner, 'people.departments', {});
      return departments.find(({ name }) => name === '华南')?.parent === made.华东;
    });
    expect(await button('新建部门').count()).toBe(0);
  });

  it('loses the pages at once when the role is taken back', async () => {
    const { kit } = house;
    const [grant] = (await kit.call(kit.owner, 'access.grants', { user: id(lead.user) })).items;
    await kit.call(kit.owner, 'access.revoke', { grant: grant!.id });
    await page.getByText('没有可以管理的内容').waitFor();
    expect(await page.getByRole('navigation').first().getByRole('link', { name: '管理' }).count()).toBe(0);
  });
});

it('no page asked anybody but the house, and none complained', () => {
  expect(house.strays).toEqual([]);
  expect(house.complaints).toEqual([]);
});
