import { describe, expect, test } from 'vitest';
import { judge } from './house-fixture.test-kit.ts';

const room = 'packages/modules/src';

test('the clean house passes every check', async () => {
  expect(await judge('rules')).toMatchObject({ code: 0, output: expect.stringContaining('0 violations') });
  const walls = await judge('boundaries');
  expect(walls).toMatchObject({ code: 0 });
  // A checker that cannot read TypeScript finds nothing to complain about: see that it followed the imports.
  expect(walls.output).toMatch(/\b13 modules, 10 dependencies cruised/);
});

const walls: [string, string, Record<string, string>][] = [
  [
    'rule 1: contract imports a second library',
    'contract-alone',
    { 'packages/contract/src/index.ts': "import { join } from 'node:path';\nexport const shape = join('a');\n" },
  ],
  [
    'rule 1: ledger imports something',
    'ledger-alone',
    { 'packages/ledger/src/index.ts': "import { createHash } from 'node:crypto';\nexport const leaf = createHash;\n" },
  ],
  [
    'rule 2: platform names a room',
    'platform-no-rooms',
    {
      'packages/platform/src/index.ts':
        "import { rooms } from '@rapport/modules';\nexport const clock = { now: () => rooms.length };\n",
    },
  ],
  [
    'rule 2: a room calls a later one',
    'room-order-people',
    { [`${room}/people/find-person.ts`]: "import { send } from '../conversations/index.ts';\nexport const findPerson = send;\n" },
  ],
  [
    'rule 2: a room goes in by the window',
    'room-door-conversations',
    { [`${room}/conversations/index.ts`]: "import { READ } from '../people/reader.ts';\nexport const send = READ;\n" },
  ],
  [
    'rule 2: a room imports the client',
    'rooms-ground',
    { [`${room}/conversations/index.ts`]: "import { outbox } from '@rapport/client';\nexport const send = outbox;\n" },
  ],
  [
    'rule 3: web imports modules',
    'front-ends',
    { 'apps/web/src/main.tsx': "import { rooms } from '@rapport/modules';\nconsole.log(rooms);\n" },
  ],
  [
    'rule 8: an import cycle',
    'no-circular',
    {
      [`${room}/people/reader.ts`]:
        "import { findPerson } from './find-person.ts';\nexport const READ = 'select id from person where id = $1' + findPerson.name;\n",
    },
  ],
];

describe('walls between packages and rooms', () => {
  test.each(walls)('%s', async (_title, name, planted) => {
    const verdict = await judge('boundaries', planted);
    expect(verdict.output).toContain(`error ${name}:`);
    expect(verdict.code).not.toBe(0);
  });
});

const send = `${room}/conversations/send-messages.ts`;
const rules: [string, RegExp, Record<string, string>][] = [
  [
    'rule 2: a package entered by its path',
    /leaves packages\/modules/,
    { [send]: "import { clock } from '../../../platform/src/index.ts';\nexport const now = clock;\n" },
  ],
  [
    'rule 2: a room without a place in the order',
    /the room kitchen has no place/,
    { [`${room}/kitchen/index.ts`]: 'export const cook = 1;\n' },
  ],
  [
    'rule 4: SQL in an action',
    /send-messages\.ts:1 rule 4: SQL outside/,
    { [send]: "export const all = 'select id from message where id = $1';\n" },
  ],
  [
    'rule 4: SQL across lines, with a name put in',
    /send-messages\.ts:2 rule 4: SQL outside/,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the planted file's own template
    { [send]: 'const table = 1;\nexport const all = `\n  INSERT INTO ${table}\n  VALUES ($1)`;\n' },
  ],
  [
    'rule 4: the driver in a room',
    /rule 4: the driver/,
    { [`${room}/people/reader.ts`]: "import pg from 'pg';\nexport const READ = String(pg);\n" },
  ],
  [
    'rule 4: a read of another room’s table',
    /rule 4: reads person, which people owns/,
    { [`${room}/conversations/reader.ts`]: "export const ALL = 'select m.id from message m join person p on p.id = m.id';\n" },
  ],
  [
    'rule 4: a write to another room’s table',
    /rule 4: writes person, which people owns/,
    { [`${room}/conversations/writer.ts`]: "export const ALL = 'update person set id = $1';\n" },
  ],
  [
    'rule 4: a write to the log past its append',
    /rule 4: writes log, which platform owns/,
    {
      'packages/platform/migrations/0001-log.sql': 'create table log (seq bigint);\n',
      [`${room}/conversations/writer.ts`]: "export const ALL = 'insert into log (seq) values ($1)';\n",
    },
  ],
  [
    'rule 4: two owners of a table',
    /the table person is people's already/,
    { [`${room}/search/migrations/0001-init.sql`]: 'create table if not exists person (id uuid);\n' },
  ],
  [
    'words: a typed space between Han and Latin',
    /words\.ts:1 words: a typed space/,
    { [`${room}/conversations/words.ts`]: "export const words = ['请查看 docs', 'See docs'];\n" },
  ],
  [
    'words: a typed space beside a place to fill',
    /words\.ts:1 words: a typed space/,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the planted file's own template
    { [`${room}/conversations/words.ts`]: 'export const words = (n: number): string => `共 ${n} 条`;\n' },
  ],
  ['rule 5: the clock', /rule 5: the clock/, { [send]: 'export const now = (): Date => new Date();\n' }],
  ['rule 5: the clock as a number', /rule 5: the clock/, { [send]: 'export const now = (): number => Date.now();\n' }],
  ['rule 5: randomness', /rule 5: randomness/, { [send]: 'export const dice = (): number => Math.random();\n' }],
  [
    'rule 5: randomness by import',
    /rule 5: randomness \(randomUUID\)/,
    { [send]: "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;\n" },
  ],
  ['rule 5: the environment', /rule 5: the environment/, { [send]: 'export const port = process.env.PORT;\n' }],
  [
    'rule 5: the environment in the server app',
    /rule 5: the environment/,
    { 'apps/server/src/main.ts': 'const { env } = process;\nconsole.log(env);\n' },
  ],
  [
    'rule 5: the network',
    /rule 5: the network/,
    { [send]: "export const ask = (): Promise<Response> => fetch('http://example.org');\n" },
  ],
  [
    'rule 5: the network by import',
    /rule 5: the network \(node:http\)/,
    { [send]: "import { request } from 'node:http';\nexport const ask = request;\n" },
  ],
  ['rule 6: export *', /rule 6: export \*/, { [`${room}/people/index.ts`]: "export * from './find-person.ts';\n" }],
  ['rule 6: a default export', /rule 6: a default export/, { [send]: 'export default function send(): void {}\n' }],
  [
    'rule 6: a barrel that is no door',
    /rule 6: passes on another file/,
    { [send]: "export { findPerson } from '../people/index.ts';\n" },
  ],
  [
    'rule 6: a file named helpers',
    /rule 6: helpers\.ts: a name that says nothing/,
    { [`${room}/people/helpers.ts`]: 'export const x = 1;\n' },
  ],
  [
    'rule 6: a folder named common',
    /rule 6: common: a name that says nothing/,
    { [`${room}/people/common/names.ts`]: 'export const x = 1;\n' },
  ],
  [
    'rule 6: a file in camel case',
    /rule 6: sendMessages\.ts: not kebab-case/,
    { [`${room}/conversations/sendMessages.ts`]: 'export const x = 1;\n' },
  ],
  ['rule 7: a file of 401 lines', /rule 7: 401 lines/, { [send]: `export const x = 1;\n${'// line\n'.repeat(400)}` }],
  [
    'rule 7: a function of 51 lines',
    /rule 7: a function of 51 lines/,
    { [send]: `export function long(): void {\n${'  void 0;\n'.repeat(49)}}\n` },
  ],
  [
    'rule 7: a component of 101 lines',
    /rule 7: a function of 101 lines, more than 100/,
    { 'apps/web/src/long.tsx': `export function Long(): null {\n${'  void 0;\n'.repeat(98)}  return null;\n}\n` },
  ],
];

describe('rules inside files', () => {
  test.each(rules)('%s', async (_title, message, planted) => {
    const verdict = await judge('rules', planted);
    expect(verdict.output).toMatch(message);
    expect(verdict.code).toBe(1);
  });

  test('400 lines, 50 lines, tests and sentences are no violations', async () => {
    const verdict = await judge('rules', {
      'packages/platform/migrations/0001-log.sql': 'create table log (seq bigint);\n',
      [`${room}/search/reader.ts`]: "export const NEW = 'select seq from log where seq > $1';\n",
      [send]: `export const x = 1;\n${'// line\n'.repeat(399)}`,
      [`${room}/conversations/edit-message.ts`]: `export function long(): void {\n${'  void 0;\n'.repeat(48)}}\n`,
      [`${room}/conversations/send-messages.test.ts`]: "export const t = [Date.now(), 'select id from message'];\n",
      [`${room}/conversations/words.ts`]:
        "export const words = ['Select a person from the list', 'Update your profile', 'With love'];\n",
      [`${room}/conversations/table.ts`]: "export const lines = ['files/   附件', 'stop 退订'.split(' ')[0], '见docs'];\n",
    });
    expect(verdict).toMatchObject({ code: 0 });
  });
});

test('rule 8: an unused export and an unused file', async () => {
  const planted = {
    'packages/modules/src/people/find-person.ts':
      "import { READ } from './reader.ts';\nexport const findPerson = (): string => READ;\nexport const forgotten = 1;\n",
  };
  const verdict = await judge('unused', { ...planted, 'packages/platform/src/left-over.ts': 'export const nobody = 1;\n' });
  expect(verdict.output).toMatch(/Unused exports[\s\S]*forgotten/);
  expect(verdict.output).toMatch(/Unused files[\s\S]*left-over\.ts/);
  expect(verdict.code).not.toBe(0);
});
