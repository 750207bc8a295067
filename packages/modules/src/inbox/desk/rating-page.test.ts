import { anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseContact } from '../../contacts/index.ts';
import { anInbox, caseOf, outsider } from '../inbox.test-kit.ts';
import { casesCaughtUp } from '../index.ts';

let kit: TestHouse;
let lin: Seat;
let account: string;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
  account = await anAccount(kit);
  await anInbox(kit, [lin], account);
});
afterAll(() => kit.stop());

async function asked(scale: 'csat' | 'nps' = 'csat') {
  const zhou = await outsider(kit, account, '周建国');
  await zhou.says('退款');
  const { id } = await caseOf(kit, lin, zhou);
  const { url } = await kit.call(lin, 'cases.askRating', { case: id, scale });
  const ratings = async () => (await kit.call(lin, 'cases.get', { case: id })).ratings;
  return { url, zhou, id, ratings };
}
const post = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers: { 'accept-language': 'zh-CN' } });
const textOf = async (url: string) => (await fetch(url, { headers: { 'accept-language': 'zh-CN' } })).text();
/** As if everything about it had happened days ago. */
const age = (id: string, days: number) =>
  kit.house.platform.db.rows(
    `update case_rating set rated_at = rated_at - $2 * interval '1 day', expires_at = expires_at - $2 * interval '1 day' where case_id = $1`,
    [id, days],
  );

describe('the page for ratings', () => {
  it('is opened by its link alone, names nobody, runs nothing and changes nothing by being looked at', async () => {
    const { url, ratings } = await asked();
    const answer = await fetch(url, { headers: { 'accept-language': 'en' } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('<html lang="en">');
    expect(html.match(/type="radio"/g)).toHaveLength(5);
    expect(html).not.toMatch(/<script|周建国|林岚|customer\.test/);
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-\S+'; form-action 'self'/,
    );
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await textOf(`${url}?lang=zh`)).toContain('<html lang="zh-CN">');
    expect((await ratings())[0]).not.toHaveProperty('score');
  });

  it('takes an answer, says thanks, and lets it be changed for a day', async () => {
    const { url, id, ratings } = await asked('nps');
    expect((await textOf(url)).match(/type="radio"/g)).toHaveLength(11);
    const first = await post(url, { score: '9', comment: '<b>快</b>' });
    expect(first.status).toBe(303);
    const after = await textOf(new URL(first.headers.get('location')!, url).href);
    expect(after).toContain('感谢您的评价');
    expect(after).toContain('&lt;b&gt;快&lt;/b&gt;');
    expect(after).toContain('value="9" required checked');
    expect(await ratings()).toMatchObject([{ scale: 'nps', score: 9, comment: '<b>快</b>' }]);
    await post(url, { score: '0', comment: '' });
    expect((await ratings())[0]).toMatchObject({ score: 0 });
    await age(id, 2);
    expect((await post(url, { score: '10' })).status).toBe(200);
    expect(await textOf(url)).toContain('您已经评价过了');
    expect((await ratings())[0]).toMatchObject({ score: 0 });
  });

  it('says what is missing and keeps what was written; a score beside the scale is none', async () => {
    const { url, ratings } = await asked();
    for (const score of ['', '0', '6', '9', '4.5', '-1', 'x']) {
      const answer = await post(url, { score, comment: '写了几句' });
      expect(answer.status, score).toBe(400);
      const html = await answer.text();
      expect(html).toContain('请先选择评分');
      expect(html).toContain('写了几句</textarea>');
    }
    expect((await ratings())[0]).not.toHaveProperty('score');
  });

  it('says when it is too late, and when the link is none of ours', async () => {
    const { url, id } = await asked();
    await age(id, 31);
    const late = await fetch(url, { headers: { 'accept-language': 'zh' } });
    expect(late.status).toBe(410);
    expect(await late.text()).toContain('评价已截止');
    expect((await post(url, { score: '5' })).status).toBe(410);
    for (const wrong of ['x', url.split('/').at(-1)!.slice(0, -1), `${'a'.repeat(43)}`, 'a'.repeat(3_000), '%00']) {
      const at = `${kit.url}/rate/${wrong}`;
      expect((await fetch(at)).status, wrong).toBeGreaterThanOrEqual(400);
      expect((await post(at, { score: '5' })).status, wrong).toBeGreaterThanOrEqual(400);
    }
  });

  it('IN10 takes no more words of a contact that was erased', async () => {
    const { url, zhou, ratings } = await asked();
    await post(url, { score: '1', comment: '住在长安街' });
    await kit.house.platform.db.transaction((tx) => eraseContact(kit.house.platform, tx, null, zhou.contact));
    await casesCaughtUp(kit.house.platform);
    await post(url, { score: '1', comment: '住在长安街' });
    expect(await ratings()).toMatchObject([{ score: 1 }]);
    expect((await ratings())[0]).not.toHaveProperty('comment');
  });
});
