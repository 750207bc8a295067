import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildVerifier, Evidence } from './exports.test-kit.ts';

let kit: TestHouse;
let evidence: Evidence;

beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  evidence = await Evidence.of(kit);
});
afterAll(async () => {
  await evidence?.remove();
  await kit?.stop();
});

test('RE12 every taking is in the ledger and in the audit before it is answered; asking for headers is none', async () => {
  const group = await kit.group();
  await kit.say(kit.owner, group, 'taken');
  const made = await evidence.make(kit.owner, { conversations: [group] });
  const taken = async () =>
    (
      await kit.house.platform.db.rows<{ said: { export: string; by: string; from: number; digest: string } }>(
        `select convert_from(content, 'UTF8')::json as said from ledger_own where part = 'view' order by ev`,
      )
    ).flatMap(({ said }) => (said.export === made.id ? [said] : []));
  await evidence.download(kit.owner, made.id);
  await (await evidence.fetch(kit.owner, made.id, { range: 'bytes=4-7' })).text();
  const stranger = await kit.person('Stranger');
  await evidence.fetch(stranger, made.id);
  const headers = { authorization: `Bearer ${kit.owner.token}` };
  await fetch(`${kit.url}/api/exports/${made.id}/bundle.zip`, { method: 'HEAD', headers });
  expect(await taken()).toMatchObject([
    { by: kit.owner.user, from: 0, digest: made.digest },
    { by: kit.owner.user, from: 4 },
  ]);
  const { items } = await kit.call(kit.owner, 'access.auditList', {});
  expect(items.filter(({ act, subject }) => act === 'export.taken' && subject === made.id)).toHaveLength(2);
});
