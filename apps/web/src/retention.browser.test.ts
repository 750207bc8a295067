/** Records administration in a real browser: a hold placed and lifted by two, rules tried and put into effect by another, a list destroyed and certified, an erasure that a hold keeps back. */
import { readFile } from 'node:fs/promises';
import { type Seat, until } from '@rapport/dev';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let yue: Seat;
let page: Page;
let other: Page;
let held: string;
let old: string;

const groupOf = async (name: string, texts: readonly string[]): Promise<string> => {
  const { id } = await house.kit.call(me, 'conversations.create', { name, members: [yue.user as never] });
  for (const text of texts) await house.kit.say(me, id, text);
  return id;
};

beforeAll(async () => {
  house = await browserHouse();
  const { kit } = house;
  me = kit.owner;
  yue = await kit.person('林月');
  const role = await kit.call(me, 'access.createRole', {
    name: '档案员',
    permissions: ['holds.manage', 'retention.manage', 'retention.approve', 'erasure.manage'],
  });
  await kit.call(me, 'access.grant', { user: yue.user as never, role: role.id, scope: { kind: 'organization' } });
  held = await groupOf('海湾航运索赔', ['运费各付一半', '对方已经书面确认']);
  old = await groupOf('二〇一九年采购', ['第一批报价', '第二批报价', '第三批报价']);
  ({ page } = await house.enter(me, '/admin/holds'));
  ({ page: other } = await house.enter(yue, '/admin/holds'));
});
afterAll(() => house?.close());

const dialog = (on: Page) => on.getByRole('dialog');
const gone = (on: Page) => dialog(on).waitFor({ state: 'detached' });
const go = (on: Page, path: string) => on.goto(`${house.kit.url}${path}`);

/** What axe finds in both themes. */
async function look(on: Page, _name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await on.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await on.waitForFunction((theme) => document.documentElement.dataset.mantineColorScheme === theme, colorScheme);
    expect(await seriousOn(on)).toEqual([]);
  }
}

/** Everything said in a conversation stands in the ledger: nothing is destroyed before. */
const recorded = (conversation: string, seqs: readonly number[]) =>
  until(async () => {
    for (const seq of seqs) {
      const { events } = await house.kit.call(me, 'records.get', { conversation: conversation as never, seq });
      if (events.some(({ place }) => !place)) return false;
    }
    return true;
  });

it('a matter is opened and a conversation held for it; one asks to lift it, another agrees, and it protects some days more', async () => {
  await page.getByText('目前没有保全').waitFor();
  await look(page, 'holds-empty');
  await page.getByRole('button', { name: '新建保全事项' }).click();
  await dialog(page).getByLabel('名称').fill('海湾航运索赔案');
  await dialog(page).getByLabel('原因').fill('对方就船期提出索赔');
  await dialog(page).getByLabel('解除需要两人').check();
  await look(page, 'matter-dialog');
  await dialog(page).getByRole('button', { name: '新建', exact: true }).click();
  await dialog(page).getByText('设置保全：海湾航运索赔案').waitFor();
  await dialog(page).locator('input[aria-haspopup=listbox]').fill('海湾');
  await page.getByRole('option', { name: '海湾航运索赔' }).click();
  await look(page, 'place-dialog');
  await dialog(page).getByRole('button', { name: '设置保全', exact: true }).click();
  await gone(page);
  const card = page.getByRole('region', { name: '海湾航运索赔案' });
  await card.locator('.retention-line[data-state="holds"]').filter({ hasText: '海湾航运索赔' }).waitFor();
  await look(page, 'holds');

  await card.getByRole('button', { name: '申请解除：海湾航运索赔' }).click();
  await dialog(page).getByLabel('不再需要的原因').fill('已经和解');
  await dialog(page).getByRole('button', { name: '申请解除' }).click();
  await gone(page);
  await card.getByText('需由另一人同意').waitFor();

  await other.reload();
  await other.getByRole('button', { name: 'Agree to lift: 海湾航运索赔' }).click();
  await dialog(other).getByLabel('Why it is not needed any more').fill('settled');
  await dialog(other).getByRole('button', { name: 'Lift the hold' }).click();
  await gone(other);
  await other.getByText('All lifted', { exact: true }).click();
  const line = other.locator('.retention-line[data-state="cooling"]');
  await line.filter({ hasText: /王晓明 asked to lift it.*lifted by 林月.*protects until/ }).waitFor();
  await look(other, 'holds-lifted');
});

it('the audit calls a matter by its name, for whoever may see matters', async () => {
  await go(page, '/admin/audit');
  const acts = page.locator('.audit-row');
  await acts.filter({ hasText: '新建保全事项' }).filter({ hasText: '海湾航运索赔案' }).waitFor();
  await acts.filter({ hasText: '保全事项：海湾航运索赔案' }).first().waitFor();
  await go(page, '/admin/holds');
});

it('rules are drawn up, tried, and put into effect by another person', async () => {
  await go(page, '/admin/retention');
  await page.getByText('初始规则：全部保留。').waitFor();
  await page.getByRole('button', { name: '起草新规则' }).click();
  await page.getByLabel('设置默认规则').check();
  const rule = page.getByRole('group', { name: '默认规则' });
  await rule.getByLabel('到期销毁').check();
  await rule.getByLabel('满', { exact: true }).fill('0');
  await rule.getByText('自发出之日起即到期销毁。').waitFor();
  await page.getByRole('button', { name: '添加类别' }).click();
  await page.getByLabel('名称').fill('合同');
  await page.getByRole('group', { name: '合同' }).getByLabel('至少保留一段时间').check();
  await page.getByRole('group', { name: '合同' }).getByLabel('至少', { exact: true }).fill('10');
  const switches = page.getByRole('group', { name: '批准与保全' });
  await switches.locator('input[aria-haspopup=listbox]').first().click();
  await page.getByRole('option', { name: '两人批准', exact: true }).click();
  await switches.getByLabel('保全解除后单独规定保护期').check();
  await page.getByLabel('启用新规则').check();
  await look(page, 'rules-editor');
  await page.getByRole('button', { name: '保存并试算' }).click();
  const draft = page.getByRole('region', { name: '草稿，第1版' });
  await draft.getByText('将有3条消息到期').waitFor();
  await draft.getByText('草稿由你起草，需由另一人启用。').waitFor();
  await expect.poll(() => draft.getByRole('button', { name: '启用' }).isDisabled()).toBe(true);
  await draft.getByText('涉及1个会话').click();
  await draft.getByRole('cell', { name: '二〇一九年采购' }).waitFor();
  await look(page, 'rules-draft');

  await go(other, '/admin/retention');
  const theirs = other.getByRole('region', { name: 'Draft, version 1' });
  await theirs.getByRole('button', { name: 'Put into effect' }).click();
  await dialog(other).getByText('3 messages would become due').waitFor();
  await dialog(other).getByRole('button', { name: 'Put into effect' }).click();
  await gone(other);
  const active = other.getByRole('region', { name: 'In effect' });
  await active.getByText('Due to be destroyed as soon as it was said.').waitFor();
  await active.getByText('Kept for at least 10 years after it was said.').waitFor();
  await active.getByText('Destroying takes two people.').waitFor();
  await active.getByText('Lifted holds protect for 7 days more.').waitFor();
  await look(other, 'rules');
});

it('what is due is listed; one message is taken out, the others are destroyed by whoever types how many, and certified', async () => {
  await recorded(old, [1, 2, 3]);
  await go(page, '/admin/due');
  await page.getByText('还没有到期内容').waitFor();
  await page.getByRole('button', { name: '立即列出到期内容' }).click();
  await page.locator('a.admin-row').filter({ hasText: '待批准' }).click();
  const group = page.getByRole('region', { name: '二〇一九年采购' });
  await group.getByRole('button', { name: '依据：“二〇一九年采购”的第2条消息' }).click();
  await dialog(page).getByText('自发出之日起即到期销毁。').waitFor();
  await look(page, 'why-dialog');
  await page.keyboard.press('Escape');
  await gone(page);
  await group.getByLabel('选择“二〇一九年采购”的第2条消息').check();
  await look(page, 'batch');
  await group.getByRole('button', { name: '剔除…' }).click();
  await dialog(page).getByLabel('原因').fill('合同仍在履行');
  await dialog(page).getByRole('button', { name: '剔除', exact: true }).click();
  await gone(page);
  await group.getByText('已永久剔除：合同仍在履行').waitFor();

  await page.getByRole('button', { name: '批准销毁…' }).click();
  await dialog(page).getByText('销毁2条消息？').waitFor();
  const destroy = dialog(page).getByRole('button', { name: '销毁', exact: true });
  await expect.poll(() => destroy.isDisabled()).toBe(true);
  await dialog(page).getByLabel('输入2以确认').fill('2');
  await look(page, 'approve-dialog');
  await destroy.click();
  const certificate = page.getByRole('region', { name: '销毁证明' });
  await certificate.waitFor({ timeout: 30_000 });
  await certificate.getByText(/第\d+号链第\d+条/).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    certificate.getByRole('button', { name: '保存为文本' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('启明科技');
  await group.getByText('已销毁').first().waitFor();
  await look(page, 'certificate');
  const { messages } = await house.kit.call(me, 'conversations.history', { conversation: old as never, around: 2, limit: 10 });
  expect(messages.map(({ text }) => text)).toEqual(['', '第二批报价', '']);
});

it('an erasure that a hold keeps back is restricted and says so; the card of the record tells why it is kept', async () => {
  const { id: matter } = await house.kit.call(yue, 'holds.openMatter', { name: '监管问询', reason: '来函' });
  await house.kit.call(yue, 'holds.place', { matter, scope: { kind: 'conversation', id: held } });
  await recorded(held, [1, 2]);
  await go(page, `/records/${held}/1`);
  const why = page.getByRole('region', { name: '为什么保留？' });
  await why.getByRole('button', { name: '查看依据' }).click();
  await why.getByText('保全中：解除之前不会销毁。').waitFor();
  await why.getByRole('link', { name: /监管问询/ }).waitFor();
  await look(page, 'why-card');
  await why.getByRole('link', { name: '申请删除…' }).click();
  await dialog(page).getByLabel('原因（会留在记录中）').fill('本人来函要求');
  await look(page, 'erasure-dialog');
  await dialog(page).getByRole('button', { name: '提交' }).click();
  await gone(page);
  const line = page.locator('.retention-line').first();
  await line.getByText('暂停显示').waitFor({ timeout: 30_000 });
  await line.getByText('暂不能删除的原因：保全').waitFor();
  await look(page, 'erasures');
  await line.getByRole('button', { name: '为保全事项查阅…' }).click();
  await dialog(page).locator('input[aria-haspopup=listbox]').click();
  await page.getByRole('option', { name: '监管问询' }).click();
  await dialog(page).getByLabel('用途').fill('答复问询');
  await dialog(page).getByRole('button', { name: '查阅' }).click();
  await dialog(page).getByText('运费各付一半').waitFor();
  await look(page, 'read-held');
});

it('what rules want reviewed waits for a decision; where a rule keeps longer than another allows, the page of rules says so', async () => {
  const { kit } = house;
  const day = 86_400_000;
  const privacy = crypto.randomUUID();
  const settled = await groupOf('工程结算', ['工程款已付清', '质保金待退']);
  const guests = await groupOf('访客登记', ['今天有三位访客']);
  const rules = {
    organization: { reviewDays: 0 },
    classes: [{ id: privacy, name: '隐私', rule: { ceilingDays: 0 } }],
    conversations: [{ conversation: guests as never, class: privacy, rule: { keepDays: 3653 } }],
    twoForRules: true,
  };
  const { version } = await kit.call(yue, 'retention.draftRules', { rules });
  await until(async () => {
    const { items } = await kit.call(yue, 'retention.rules', {});
    return items.find((one) => one.version === version)?.dryRun?.state === 'done';
  });
  await kit.call(me, 'retention.approveRules', { version });
  await kit.call(me, 'retention.propose', {});
  await until(
    async () => (await kit.call(me, 'retention.reviews', {})).items.some((one) => one.conversation === settled),
    30_000,
  );
  await go(page, '/admin/reviews');
  const line = page.locator('.retention-line').filter({ hasText: '工程结算' });
  await line.getByRole('button', { name: '处理：工程结算' }).click();
  await dialog(page).getByLabel('原因').fill('项目尚未结算');
  await dialog(page)
    .getByLabel('保留至')
    .fill(new Date(Date.now() + 400 * day).toISOString().slice(0, 10));
  await look(page, 'decide-dialog');
  await dialog(page).getByRole('button', { name: '处理', exact: true }).click();
  await gone(page);
  await line.waitFor({ state: 'detached' });
  await page.getByText('全部', { exact: true }).click();
  await line.getByText('延长保留').waitFor();
  await look(page, 'reviews');

  await go(page, '/admin/retention');
  const conflicts = page.getByRole('region', { name: '互相冲突的规则' });
  await conflicts.getByText('访客登记').waitFor();
  await conflicts.getByText(/要求保留：所在会话.*至少保留10年/).waitFor();
  await conflicts.getByText(/规定上限：所在会话，类别“隐私”/).waitFor();
  await look(page, 'conflicts');
  expect(house.complaints).toEqual([]);
});
