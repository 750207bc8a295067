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

test('RE12 what one person takes at once is bounded; what is refused is no event, and nobody else is refused for it', async () => {
  const small = await testHouse({ rateFactor: 1 });
  const theirs = await Evidence.of(small);
  try {
    const group = await small.group();
    await small.say(small.owner, group, 'taken again and again');
    const { id } = await theirs.make(small.owner, { conversations: [group] });
    const answers = await Promise.all(
      Array.from({ length: 80 }, async () => {
        const answer = await theirs.fetch(small.owner, id, { range: 'bytes=0-0' });
        return { status: answer.status, body: await answer.text() };
      }),
    );
    const taken = answers.filter(({ status }) => status === 206);
    const refused = answers.filter(({ status }) => status === 429);
    expect(taken.length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(taken.length + refused.length).toBe(answers.length);
    expect(JSON.parse(refused[0]!.body)).toMatchObject({ code: 'too-many-requests' });
    const { views } = (await small.house.platform.db.row<{ views: number }>(
      `select count(*)::int as views from ledger_own where part = 'view' and convert_from(content, 'UTF8')::json->>'export' = $1`,
      [id],
    ))!;
    expect(views).toBe(taken.length);
    const stranger = await small.person('Stranger');
    expect((await theirs.fetch(stranger, id)).status).toBe(404);
  } finally {
    await theirs.remove();
    await small.stop();
  }
});
