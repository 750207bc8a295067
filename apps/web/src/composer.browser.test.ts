/** Writing: with an input method, with what is pasted, now, later and taken back. */
import { type Seat, until } from '@rapport/dev';
import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BrowserHouse, browserHouse, seriousOn } from './browser.test-kit.ts';

let house: BrowserHouse;
let me: Seat;
let lin: Seat;
let conversation: string;
let page: Page;
let keys: CDPSession;
/** Dialogs: a script that ran would open one. */
const alarms: string[] = [];

beforeAll(async () => {
  house = await browserHouse();
  me = house.kit.owner;
  lin = await house.kit.person('林月');
  conversation = await house.kit.group(lin, await house.kit.person('王建国'));
  ({ page } = await house.enter(me, `/c/${conversation}`, { permissions: ['clipboard-read', 'clipboard-write'] }));
  page.on('dialog', (dialog) => {
    alarms.push(dialog.message());
    void dialog.dismiss();
  });
  keys = await page.context().newCDPSession(page);
  await field().waitFor();
});
afterAll(() => house?.close());
beforeEach(async () => {
  await field().fill('');
});

const field = () => page.locator('.talk-main .composer textarea');
const shown = (text: string) => page.getByRole('log').locator('[data-message]').filter({ hasText: text });
const kept = async () =>
  (await house.kit.call(me, 'conversations.history', { conversation: conversation as never, limit: 200 })).messages;
const texts = async (): Promise<string[]> => (await kept()).map((m) => m.text);
const composing = (text: string) =>
  keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
/** A key as browsers report it when an input method has taken it. */
const takenKey = (key: string) => keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229 });
/** Pastes as from another program: what is handed over, and in how many forms. */
const paste = (forms: Record<string, string>) =>
  field().evaluate((area, all) => {
    const clipboardData = new DataTransfer();
    for (const [type, text] of Object.entries(all)) clipboardData.setData(type, text);
    area.focus();
    return area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, forms);

describe('emoji', () => {
  it('are named after a colon: chosen from a list, or closed by a second colon; times are left alone', async () => {
    const names = page.getByRole('listbox', { name: '表情' });
    await field().focus();
    await page.keyboard.type('辛苦了 :xiex');
    await names.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await field().inputValue()) === '辛苦了 🙏');
    await page.keyboard.type(' 12:30 :tada:');
    await until(async () => (await field().inputValue()) === '辛苦了 🙏 12:30 🎉');
    await page.keyboard.type(' :rock');
    await page.keyboard.press('Escape');
    await names.waitFor({ state: 'detached' });
    await expect.poll(() => field().inputValue()).toContain(':rock');
  });
});

describe('an input method', () => {
  it('Enter while it composes never sends: not the letters, not the choice', async () => {
    await field().focus();
    for (const typed of ['n', 'ni', "ni'h", "ni'hao"]) await composing(typed);
    await takenKey('Enter');
    await expect.poll(() => field().inputValue()).toBe("ni'hao");
    await keys.send('Input.insertText', { text: '你好' });
    // Safari ends the composition before the key that ended it arrives.
    await takenKey('Enter');
    await expect.poll(() => field().inputValue()).toBe('你好');
    await composing('sh');
    await takenKey('Escape');
    await composing('');
    await keys.send('Input.insertText', { text: '，世界' });
    expect(await texts()).toEqual([]);
    await field().press('Enter');
    await shown('你好，世界').waitFor();
    // It stands on the page before the house has it.
    await until(async () => (await texts()).length > 0);
    expect(await texts()).toEqual(['你好，世界']);
  });

  it('nor does it choose from the list of people; by pinyin they are found while it composes', async () => {
    await field().pressSequentially('@');
    await page.getByRole('option', { name: '林月' }).waitFor();
    await composing('ly');
    await page.getByRole('option', { name: '王建国' }).waitFor({ state: 'detached' });
    await takenKey('Enter');
    await expect.poll(() => field().inputValue()).toBe('@ly');
    await composing('');
    await keys.send('Input.insertText', { text: 'ly' });
    await page.getByRole('option', { name: '林月' }).waitFor();
    await field().press('Enter');
    await expect.poll(() => field().inputValue()).toBe('@林月 ');
  });
});

describe('what is pasted', () => {
  it('of a sheet becomes a table, nothing of it is run, and undo takes it back', async () => {
    const evil = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
    const sheet = `<style>td{color:red}</style><table><tr><th>地区</th><th>数量</th></tr><tr><td>华东${evil}</td><td>12</td></tr></table>`;
    await paste({ 'text/html': sheet, 'text/plain': '地区\t数量\n华东\t12' });
    await expect.poll(() => field().inputValue()).toContain('| 地区 | 数量 |\n| --- | ---: |\n| 华东');
    await field().press('Control+z');
    await expect.poll(() => field().inputValue()).toBe('');
  });

  it('and written is shown as it was written: in the preview, in the message, in a quotation', async () => {
    const bad = '<img src=x onerror=alert(1)> <svg onload=alert(2)> [go](javascript:alert(3)) <b>fat</b>';
    await field().fill(bad);
    await page.getByRole('button', { name: '格式' }).click();
    await page.getByRole('button', { name: '预览' }).click();
    await page.locator('.composer-preview').getByText('<b>fat</b>').waitFor();
    await page.keyboard.press('Escape');
    await field().press('Enter');
    await shown('<b>fat</b>').waitFor();
    await shown('<b>fat</b>').press('q');
    expect(await page.locator('.prose :is(img, svg, script, b, [onerror], [onload])').count()).toBe(0);
    expect(await page.locator('.prose a[href^="javascript"]').count()).toBe(0);
    await field().press('Escape');
    await page.getByRole('button', { name: '格式' }).click();
    expect(alarms).toEqual([]);
  });

  it('an address over words becomes a link; formats have keys', async () => {
    await field().fill('文档');
    await field().selectText();
    await paste({ 'text/plain': 'https://example.org/a' });
    await expect.poll(() => field().inputValue()).toBe('[文档](https://example.org/a)');
    await field().fill('重要');
    await field().selectText();
    await field().press('Control+b');
    await expect.poll(() => field().inputValue()).toBe('**重要**');
    await field().press('Control+b');
    await expect.poll(() => field().inputValue()).toBe('重要');
  });
});

describe('later', () => {
  it('a message waits for its time, can be changed, and sent at once', async () => {
    await field().fill('明早的会改到十点');
    await page.getByRole('button', { name: '定时发送' }).click();
    await page.getByRole('menuitem', { name: /明天上午/ }).click();
    await page.locator('.scheduled-line').click();
    await page.getByRole('dialog').getByRole('button', { name: '修改' }).click();
    await page.getByRole('dialog').getByLabel('消息').fill('明早的会改到十一点');
    expect(await seriousOn(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
    await until(
      async () => (await house.kit.call(me, 'conversations.scheduledMessages', {})).items[0]?.text.includes('十一点') ?? false,
    );
    expect(await texts()).not.toContain('明早的会改到十一点');
    await page.getByRole('dialog').getByRole('button', { name: '立即发送' }).click();
    await page.getByRole('dialog').getByText('没有定时消息').waitFor();
    await page.keyboard.press('Escape');
    await shown('十一点').waitFor();
    expect(await page.locator('.scheduled-line').count()).toBe(0);
  });

  it('what is sent can be taken back for as long as one has set', async () => {
    await page.evaluate(() => localStorage.setItem('rapport.device', JSON.stringify({ undoSeconds: 20 })));
    await page.reload();
    await field().fill('写错了人');
    await field().press('Enter');
    await shown('写错了人').getByRole('button', { name: '撤销发送' }).click();
    await expect.poll(() => field().inputValue()).toBe('写错了人');
    await field().press('Enter');
    await shown('写错了人').waitFor();
    await field().press('Control+z');
    await expect.poll(() => field().inputValue()).toBe('写错了人');
    await field().fill('没有写错');
    await field().press('Enter');
    await shown('没有写错').getByRole('button', { name: '立即发送' }).click();
    await until(async () => (await texts()).includes('没有写错'));
    expect(await texts()).not.toContain('写错了人');
    await page.evaluate(() => localStorage.removeItem('rapport.device'));
    await page.reload();
    await field().waitFor();
  });
});

describe('commands', () => {
  it('are listed by a slash, found by pinyin, and done by Enter', async () => {
    await field().pressSequentially('/jj');
    await page.getByRole('option', { name: 'urgent' }).waitFor();
    await field().press('Enter');
    await expect.poll(() => field().inputValue()).toBe('/urgent ');
    await field().pressSequentially('机房漏水');
    await field().press('Enter');
    await page.locator('.context-bar').getByText('机房漏水').waitFor();
    await field().fill('请值班同事马上去看');
    await field().press('Enter');
    await shown('请值班同事').waitFor();
    await until(async () => (await texts()).includes('请值班同事马上去看'));
    expect((await kept()).at(-1)).toMatchObject({ text: '请值班同事马上去看', urgent: '机房漏水' });
  });

  it('an urgent message costs one of the day, and says so before', async () => {
    await page.getByRole('button', { name: '添加', exact: true }).click();
    await page.getByRole('menuitem', { name: '标为紧急…' }).click();
    await page.getByRole('dialog').getByText('今天还可发送4条紧急消息（每天5条）。').waitFor();
    await page.keyboard.press('Escape');
  });

  it('an urgent message is confirmed by one press of whoever gets it; its sender sees by whom', async () => {
    const { kit } = house;
    const confirm = (text: string) => shown(text).getByRole('button', { name: '收到' });
    const reacted = async (seq: number) => (await kept()).find((m) => m.seq === seq)?.reactions?.[0]?.users ?? [];
    const { seq } = await kit.say(me, conversation, '机房断电，请马上处理', { urgent: '停电' });
    await shown('机房断电').getByText('还没有人确认').waitFor();
    expect(await confirm('机房断电').count()).toBe(0);
    await kit.call(lin, 'conversations.react', { conversation: conversation as never, seq, emoji: '✅', on: true });
    await shown('机房断电').getByText('已确认：林月').waitFor();
    const theirs = await kit.say(lin, conversation, '客户在楼下等', { urgent: '来访' });
    await confirm('客户在楼下等').press('Enter');
    await until(async () => (await reacted(theirs.seq)).includes(me.user as never));
    await confirm('客户在楼下等').waitFor({ state: 'detached' });
  });

  it('change what others see of me; a path is not a command', async () => {
    await field().fill('/dnd 30');
    await field().press('Enter');
    await until(async () => ((await house.kit.call(me, 'people.me', {})).user.quietUntil ?? 0) > Date.now() + 25 * 60_000);
    await field().fill('/back');
    await field().press('Enter');
    await until(async () => (await house.kit.call(me, 'people.me', {})).user.quietUntil === null);
    await field().fill('/etc/hosts 需要改');
    await field().press('Enter');
    await shown('/etc/hosts').waitFor();
  });

  it('send a message and open its topic', async () => {
    await field().fill('/topic 供应商报价讨论');
    await field().press('Enter');
    await page.waitForURL(/topic=/);
    await page.getByPlaceholder('在话题中回复').waitFor();
    expect((await texts()).at(-1)).toBe('供应商报价讨论');
  });
});

describe('a message that is changed', () => {
  it('is saved, not sent: so say the hint and the button', async () => {
    const main = page.locator('.talk-main .composer');
    await field().fill('先这样');
    await main.locator('.composer-hint').getByText('Enter发送').waitFor();
    await page.keyboard.press('Enter');
    await shown('先这样').first().waitFor();
    // What is on its way yet is not changed, nor what was said before it.
    await until(async () => {
      await field().press('ArrowUp');
      return (await field().inputValue()) === '先这样';
    });
    await main.locator('.composer-hint').getByText('Enter保存').waitFor();
    await main.getByRole('button', { name: '保存修改' }).waitFor();
    await page.keyboard.press('Escape');
    await main.getByRole('button', { name: '发送', exact: true }).waitFor();
  });
});

it('no page asked anybody but the house, nothing was run, none complained', () => {
  expect([house.strays, alarms, house.complaints]).toEqual([[], [], []]);
});
