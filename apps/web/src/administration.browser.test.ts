/** What an administrator does in a day, in a real browser: people, departments by drag, roles, groups, the audit list. */
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse } from './browser.test-kit.ts';

let house: BrowserHouse;
let page: Page;
let lin: Seat;
const made: Record<string, string> = {};
const id = (text: string) => text as never;

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  lin = await kit.person('林月');
  for (const name of ['研发部', '销售部', '市场部'])
    made[name] = (await kit.call(kit.owner, 'people.createDepartment', { name })).id;
  await kit.call(kit.owner, 'people.changeUser', { user: id(lin.user), title: '产品经理', departments: [id(made.研发部 ?? '')] });
  ({ page } = await house.enter(kit.owner, '/admin'));
});
afterAll(() => house?.close());

const go = (path: string) => page.goto(`${house.kit.url}${path}`);
const button = (name: string | RegExp) => page.getByRole('button', { name });
const tree = async () =>
  (await house.kit.call(house.kit.owner, 'people.departments', {})).departments.map((d) => [
    d.name,
    Object.keys(made).find((name) => made[name] === d.parent) ?? null,
  ]);

describe('the directory', () => {
  it('finds by pinyin and title, and shows the whole profile with a way to talk', async () => {
    await go('/people');
    const search = page.getByRole('textbox').first();
    await search.fill('chanpin');
    await search.fill('产品');
    await button(/林月/).click();
    const profile = page.getByRole('complementary', { name: '林月的资料' });
    await profile.getByText('研发部').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/people/${lin.user}`);
    await profile.getByRole('button', { name: '发消息' }).click();
    await page.locator('.composer textarea').waitFor();
  });

  it('a department is chosen in the tree and stands in the address', async () => {
    await go('/people');
    await page
      .getByRole('navigation', { name: '部门' })
      .getByRole('link', { name: /销售部/ })
      .click();
    await page.getByText('这个部门还没有成员。').waitFor();
    expect(page.url()).toContain(made.销售部);
  });
});

describe('addresses', () => {
  it('a link opens the dialog of a role, a department and a template; closing it clears the address; what is not there opens nothing', async () => {
    const { kit } = house;
    const role = await kit.call(kit.owner, 'access.createRole', { name: '档案员', permissions: ['audit.read'] });
    const template = await kit.call(kit.owner, 'templates.create', {
      definition: {
        names: { zh: '巡检表' },
        schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
      },
    });
    for (const [path, title] of [
      [`/admin/roles?role=${role.id}`, '编辑角色“档案员”'],
      [`/admin/departments?department=${made.市场部}`, '市场部'],
      [`/admin/templates?template=${template.id}`, '编辑模板“巡检表”'],
    ] as const) {
      await go(path);
      const dialog = page.getByRole('dialog');
      await dialog
        .getByText(title)
        .or(dialog.locator(`input[value="${title}"]`))
        .first()
        .waitFor();
      await page.keyboard.press('Escape');
      await until(() => !page.url().includes('?'));
    }
    await go('/admin/roles?role=nobody');
    await page.getByText('档案员').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('people', () => {
  it('a table is looked through before anybody is invited', async () => {
    await go('/admin/people');
    await button('更多邀请方式').click();
    await page.getByRole('menuitem', { name: '用表格邀请' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('或把表格粘贴到这里').fill(`邮箱,部门\nnew@example.org,销售部\nnobody,\n${lin.email},`);
    await dialog.getByRole('button', { name: '预览' }).click();
    await dialog.getByText('邮箱格式不对').waitFor();
    await dialog.getByText('已有账号').waitFor();
    await dialog.getByRole('button', { name: '发出1个邀请' }).click();
    await dialog.getByRole('button', { name: '复制全部链接' }).waitFor();
    await dialog.getByRole('button', { name: '完成' }).click();
    await button('1个待接受的邀请').waitFor();
  });

  it('somebody gets a role in addition, is signed out everywhere, and is deactivated after a word on what that means', async () => {
    const { kit } = house;
    await kit.call(kit.owner, 'access.createRole', { name: '招聘专员', permissions: ['people.invite'] });
    const theirs = await house.enter(lin);
    await go(`/admin/people?person=${lin.user}`);
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: '授予角色' }).click();
    await drawer.locator('.grant-form').getByLabel('角色').click();
    await page.getByRole('option', { name: '招聘专员' }).click();
    await drawer.getByRole('button', { name: '授予', exact: true }).click();
    await drawer.getByRole('button', { name: '收回' }).waitFor();
    await drawer.getByRole('button', { name: '下线' }).first().click();
    await theirs.page.locator('input[type=password]').waitFor();
    await drawer.getByRole('button', { name: '停用…' }).click();
    const ask = page.getByRole('dialog', { name: '停用林月？' });
    await ask.getByText('写过的内容和上传的文件保留').waitFor();
    await ask.getByRole('button', { name: '停用账号' }).click();
    await drawer.getByRole('button', { name: '重新启用' }).click();
    await drawer.getByRole('button', { name: '停用…' }).waitFor();
  });
});

describe('departments', () => {
  it('one is dragged into another, and back by undo; the menu does the same by keyboard', async () => {
    await go('/admin/departments');
    const row = (name: string) => page.locator(`[data-department="${made[name]}"]`);
    await row('市场部').waitFor();
    await row('市场部').locator('.tree-handle').dragTo(row('研发部'));
    await until(async () => (await tree()).some(([name, parent]) => name === '市场部' && parent === '研发部'));
    await button('撤销').click();
    await until(async () => (await tree()).every(([, parent]) => parent === null));
    await button('对“市场部”的操作').focus();
    await page.keyboard.press('Enter');
    // A menu takes the focus once it stands, also from an item that was given it before.
    await until(() => page.getByRole('menu').evaluate((menu) => menu.contains(document.activeElement)));
    await page.getByRole('menuitem', { name: '上移' }).focus();
    await page.keyboard.press('Enter');
    await until(async () => (await tree()).map(([name]) => name).join() === '研发部,市场部,销售部');
  });
});

describe('groups and the audit list', () => {
  it('a group whose owner is gone gets another; what is said in it is nowhere on the page', async () => {
    const { kit } = house;
    const gone = await kit.person('离职者');
    const group = await kit.call(gone, 'conversations.create', { name: '无主群', members: [id(lin.user)] });
    await kit.say(gone, group.id, '只给成员看的话');
    await kit.call(kit.owner, 'people.deactivate', { user: id(gone.user) });
    await go('/admin/conversations');
    await page.getByText('无主群').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('只给成员看的话');
    await button('对“无主群”的操作').click();
    await page.getByRole('menuitem', { name: '指定所有者…' }).click();
    await page.getByRole('radio', { name: '林月' }).check();
    await button('设为所有者').click();
    await page.getByText('所有者：离职者, 林月').or(page.getByText('所有者：林月, 离职者')).waitFor();
  });

  it('every act stands in the audit list, in words, and can be filtered by what it was', async () => {
    await go('/admin/audit');
    await page.getByText('指定群组所有者').first().waitFor();
    await page.getByLabel('操作类型').first().click();
    await page.getByRole('option', { name: '新建部门' }).click();
    await until(async () => (await page.locator('.audit-row').count()) === 3);
    await expect.poll(() => page.locator('.audit-row').first().innerText()).toContain('市场部');
  });
});

it('no page asked anybody but the house, and none complained', () => {
  expect(house.strays).toEqual([]);
  expect(house.complaints).toEqual([]);
});
