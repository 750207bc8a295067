import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsubscribeLink } from './index.ts';
import { policyDesk } from './policy.test-kit.ts';

let kit: TestHouse;
let desk: ReturnType<typeof policyDesk>;
beforeAll(async () => {
  kit = await testHouse();
  desk = policyDesk(kit);
  await desk.account('email');
});
afterAll(() => kit.stop());

const post = (url: string, body: URLSearchParams | FormData) => fetch(url, { method: 'POST', body, redirect: 'manual' });
const form = (fields: Record<string, string>) => new URLSearchParams(fields);
const held = async (contact: string) => {
  const { now, wishes } = await kit.call(kit.owner, 'policy.consents', { contact: contact as never });
  return { now: now.map(({ channel, purpose, given }) => [channel, purpose, given]), wishes };
};
async function somebody() {
  const made = await desk.person('email');
  return { ...made, url: await unsubscribeLink(kit.house.platform, { handle: made.handle, channel: 'email' }) };
}

describe('the page of preferences', () => {
  it('PO10 is opened by its link alone, changes nothing by being looked at, and lets nothing else in', async () => {
    const { contact, url } = await somebody();
    await desk.agree(contact, 'email');
    const answer = await fetch(url, { headers: { 'accept-language': 'zh-CN' } });
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('name="marketing.email" value="1" checked');
    expect(html).not.toMatch(/<script|contacts\.test/);
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-\S+'; form-action 'self'/,
    );
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await (await fetch(`${url}?lang=en`)).text()).toContain('<html lang="en">');
    expect((await held(contact)).now.every(([, , given]) => given)).toBe(true);
  });

  it('PO10 a link that we did not sign, or that was changed, opens nothing', async () => {
    const { url } = await somebody();
    const token = url.split('/').at(-1)!;
    const other = await somebody();
    const mixed = Buffer.concat([
      Buffer.from(token, 'base64url').subarray(0, 16),
      Buffer.from(other.url.split('/').at(-1)!, 'base64url').subarray(16),
    ]).toString('base64url');
    for (const wrong of [mixed, token.slice(0, -2), 'x', `${token}AAAA`, '%00', 'a'.repeat(2_000)]) {
      const at = `${kit.url}/p/${wrong}`;
      expect((await fetch(at)).status, wrong).toBeGreaterThanOrEqual(400);
      expect((await post(at, form({ stop: 'all' }))).status, wrong).toBeGreaterThanOrEqual(400);
    }
    expect((await held(other.contact)).now).toEqual([]);
  });

  it('PO10 one click of a mail program takes consent back, as either kind of form (RFC 8058)', async () => {
    const multipart = new FormData();
    multipart.set('List-Unsubscribe', 'One-Click');
    for (const body of [form({ 'List-Unsubscribe': 'One-Click' }), multipart]) {
      const { contact, url } = await somebody();
      await desk.agree(contact, 'email');
      await desk.agree(contact, 'sms');
      const answer = await post(url, body);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('role="status"');
      expect((await held(contact)).now).toEqual([
        ['email', 'marketing', false],
        ['email', 'survey', false],
        ['sms', 'marketing', true],
        ['sms', 'survey', true],
      ]);
    }
  });

  it('PO10 what was chosen is noted, with what it was chosen by; the wish goes before our caps', async () => {
    const { contact, handle, url } = await somebody();
    await post(url, form({ choices: '1', 'marketing.email': '1', 'often.email': 'month', 'marketing.pigeon': '1' }));
    expect(await held(contact)).toEqual({
      now: [['email', 'marketing', true]],
      wishes: [{ channel: 'email', most: 1, hours: 720 }],
    });
    const { items } = await kit.call(kit.owner, 'policy.consents', { contact: contact as never });
    expect(items).toMatchObject([{ evidence: 'preference', proof: 'link in a message', by: null }]);
    await desk.rules({ quietHours: { usual: null, channels: {} }, pressure: null, caps: [] });
    const account = (await kit.call(kit.owner, 'policy.accounts', {})).accounts[0]!.id;
    const asked = { account, handle, message: { planned: 'marketing' as const }, at: kit.house.platform.clock.now() };
    expect(await desk.decide(asked)).toMatchObject({ allowed: true });
    expect(await desk.decide(asked)).toMatchObject({ because: 'cap', nextAllowedAt: asked.at + 720 * 3_600_000 });
    // The same again says nothing new.
    await post(url, form({ choices: '1', 'marketing.email': '1', 'often.email': 'month' }));
    expect((await kit.call(kit.owner, 'policy.consents', { contact: contact as never })).items).toHaveLength(1);
    await post(url, form({ choices: '1', 'often.email': 'usual' }));
    expect(await held(contact)).toEqual({ now: [['email', 'marketing', false]], wishes: [] });
  });

  it('PO10 who asks by word of mouth gets a link of their own; of a merged contact it is the one it stands under', async () => {
    const one = await somebody();
    const other = await somebody();
    await kit.call(kit.owner, 'contacts.merge', { keep: one.contact as never, merge: [other.contact as never] });
    const { url } = await kit.call(kit.owner, 'policy.preferenceLink', { contact: other.contact as never });
    await desk.agree(one.contact, 'email');
    expect(await (await post(url, form({ stop: 'all' }))).text()).not.toContain('value="here"');
    expect((await held(one.contact)).now.map(([, , given]) => given)).toEqual([false, false]);
    expect((await post(url, form({}))).status).toBe(303);
  });

  it('PO10 links of a mail work after a restart', async () => {
    const { url } = await somebody();
    await kit.restart();
    expect((await fetch(url)).status).toBe(200);
  });
});
