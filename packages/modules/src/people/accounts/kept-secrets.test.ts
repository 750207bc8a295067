import { contract } from '@rapport/contract';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';

let kit: TestHouse;
beforeAll(async () => {
  kit = await testHouse();
});
afterAll(() => kit.stop());

it('PE5 an Idempotency-Key keeps neither tokens and links nor the hash of a password', async () => {
  const bot = await kit.call(kit.owner, 'people.createBot', { name: 'Bot' });
  const calls = {
    'people.createBotToken': { bot: bot.user, name: 'one' },
    'people.invite': { emails: ['new@example.org'] },
    'people.createResetLink': { user: (await kit.person('Lin')).user },
    'people.changePassword': { password: 'a wrong password', newPassword: 'another long one 7' },
  };
  for (const [name, input] of Object.entries(calls))
    await fetch(`${kit.url}/api/v1/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${kit.owner.token}`,
        'idempotency-key': `key of ${name}`,
      },
      body: JSON.stringify(input),
    }).then((answer) => answer.text());
  expect(await kit.house.platform.db.rows('select key from idempotency')).toEqual([]);
});

it('PE5 every method with a secret in its call or its answer is marked as such', () => {
  const telling = /"(password|newPassword|secret|link|recoveryCodes|recoveryCode)"/;
  const shapes = (schema: unknown): string => {
    const shape = (schema as { shape?: Record<string, unknown> }).shape;
    return shape
      ? Object.keys(shape)
          // An id of a link leads nowhere.
          .filter((key) => (shape[key] as { def?: { format?: string } }).def?.format !== 'uuid')
          .map((key) => `"${key}"`)
          .join() + Object.values(shape).map(shapes).join()
      : inner(schema);
  };
  const inner = (schema: unknown): string => {
    const def = (schema as { def?: { element?: unknown; innerType?: unknown } }).def;
    return def?.element ? shapes(def.element) : def?.innerType ? shapes(def.innerType) : '';
  };
  const unmarked = Object.entries(contract)
    .filter(([, method]) => method.kind === 'command' && !method.secret)
    .filter(([, method]) => telling.test(shapes(method.input) + shapes(method.output)))
    .map(([name]) => name);
  expect(unmarked).toEqual([]);
});
