import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goodPassword, type SmallHouse, smallHouse } from '../people.test-kit.ts';

let house: SmallHouse;
beforeAll(async () => {
  house = await smallHouse({ mail: true });
});
afterAll(() => house.close());

async function mails(count: number): Promise<void> {
  await expect.poll(() => house.mails.length).toBeGreaterThanOrEqual(count);
  expect(house.mails).toHaveLength(count);
}
const linkIn = (text: string): string => /\/(rpl_[\w-]+)/.exec(text)![1]!;

it('PE12 with SMTP invitations and resets go by mail, secrets in no job, unknown addresses answered alike', async () => {
  const owner = await house.person('Olga', 'owner');
  const { invited } = await owner.call('people.invite', { emails: ['new@example.org'], language: 'en' });
  expect(invited[0]!.link).toBeNull();
  await mails(1);
  expect(house.mails[0]).toMatchObject({ to: 'new@example.org', subject: 'Olga invites you to Rapport' });
  const newcomer = house.visitor();
  const token = linkIn(house.mails[0]!.text);
  await newcomer.call('people.acceptInvitation', { token, name: 'Nina', password: goodPassword });
  const asks = house.visitor();
  expect(await asks.call('people.requestReset', { email: 'nobody@example.org' })).toEqual({ mail: true });
  expect(await asks.call('people.requestReset', { email: 'New@example.org' })).toEqual({ mail: true });
  await mails(2);
  expect(house.mails[1]!.to).toBe('new@example.org');
  await asks.call('people.resetPassword', { token: linkIn(house.mails[1]!.text), password: 'brand new 4 words' });
  expect(await house.actorOf(newcomer)).toBeUndefined();
  await asks.call('people.signIn', { email: 'new@example.org', password: 'brand new 4 words' });
});

it('PE12 one address gets no more than three reset mails an hour, and only the newest link works', async () => {
  const before = house.mails.length;
  const ida = await house.person('Ida');
  for (let i = 1; i <= 3; i++) {
    await house.visitor().call('people.requestReset', { email: ida.email });
    await mails(before + i);
  }
  await house.visitor().call('people.requestReset', { email: ida.email });
  await sleep(1_500);
  expect(house.mails).toHaveLength(before + 3);
  const links = house.mails.slice(-3).map(({ text }) => linkIn(text));
  const reset = (token: string) => house.visitor().call('people.resetPassword', { token, password: 'brand new 4 words' });
  await expect(reset(links[1]!)).rejects.toMatchObject({ code: 'link-not-valid' });
  await reset(links[2]!);
});
