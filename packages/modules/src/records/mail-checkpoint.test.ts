import { type MailService, startMailService, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsCaughtUp } from './index.ts';
import { believed } from './records.test-kit.ts';

let mails: MailService;
let kit: TestHouse;
beforeAll(async () => {
  mails = await startMailService();
  const env = { SMTP_URL: mails.url, RAPPORT_CHECKPOINTS_TO: 'auditor@example.org, notary@example.com' };
  kit = await testHouse({ env });
});
afterAll(async () => {
  await kit.stop();
  await mails.close();
});

test('RE11 a checkpoint goes to mailboxes elsewhere every day, as it was signed; one that fails is tried again, and the others are not', async () => {
  const { platform } = kit.house;
  const group = await kit.group();
  await kit.say(kit.owner, group, '保密的内容');
  await recordsCaughtUp(platform);
  const send = () => platform.db.transaction((tx) => platform.jobs.enqueue(tx, 'records:mail-checkpoint', {}));
  const receivers = () => mails.received.map(({ to }) => to).sort();
  const both = ['auditor@example.org', 'notary@example.com'];
  await send();
  await until(() => mails.received.length === 2);
  expect(receivers()).toEqual(both);
  const { subject, text } = mails.received[0]!;
  const state = await kit.call(kit.owner, 'records.checkpoint', {});
  if (state.state === 'waiting') throw new Error('There is no checkpoint yet.');
  const [, note] = /\n-----\n([\s\S]+)-----\n/.exec(text)!;
  const { size } = await believed(note!, state.key);
  expect(size).toBe(state.size);
  expect(text).toContain(`Key · 公钥: ${state.key}\n`);
  expect(text).toContain('self-attested');
  expect(subject).toContain(`· ${size}`);
  expect(text).not.toContain('保密');

  mails.received.length = 0;
  mails.refuse = 1;
  await send();
  await until(() => mails.received.length >= 2);
  const waiting = () =>
    platform.db.rows(
      `select 1 from graphile_worker.jobs where task_identifier in ('records.mailCheckpointTo', 'records:mail-checkpoint')`,
    );
  await until(async () => (await waiting()).length === 0);
  expect(receivers()).toEqual(both);
});
