import { randomUUID } from 'node:crypto';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

it('a body that lies deep in itself is refused, with an Idempotency-Key too', async () => {
  for (const body of ['['.repeat(300_000), `${'['.repeat(300_000)}${']'.repeat(300_000)}`])
    for (const key of [{}, { 'idempotency-key': randomUUID() }] as Record<string, string>[]) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${kit.owner.token}`, ...key };
      const answer = await fetch(`${kit.url}/api/v1/people.changeProfile`, { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      await answer.text();
    }
});

it('requests that do not come to an end, and connections that stand still, are cut', () => {
  const { server } = kit.house.gateway.app;
  expect([server.headersTimeout, server.requestTimeout, server.timeout]).toEqual([60_000, 3_600_000, 300_000]);
});
