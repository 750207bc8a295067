import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUser } from '@rapport/platform/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { findProgram } from '../system-programs.ts';
import { type TestHouse, testHouse, until } from '../test-house.ts';

const program = findProgram('pgbouncer', 'pgbouncer');

describe.skipIf(!program)('behind pgbouncer, a connection a session', () => {
  const direct = process.env.RAPPORT_TEST_PG!;
  let folder: string;
  let bouncer: ChildProcess;
  let kit: TestHouse;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rapport-bouncer-'));
    const server = new URL(direct);
    const port = await freePort();
    const settings = [
      '[databases]',
      `* = host=127.0.0.1 port=${server.port} user=${decodeURIComponent(server.username)} password=${decodeURIComponent(server.password)}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'auth_type = any',
      'pool_mode = session',
      'max_client_conn = 200',
      'default_pool_size = 40',
      // As docs/operations.md says.
      'ignore_startup_parameters = statement_timeout, idle_in_transaction_session_timeout, extra_float_digits',
      // Connections are not kept: the template that databases are cloned from must have none.
      'server_lifetime = 0',
    ];
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, `${settings.join('\n')}\n`);
    const user = await databaseUser(folder);
    if (user) await chown(folder, user.uid, user.gid);
    await chmod(folder, 0o755);
    bouncer = spawn(program!, ['-q', file], { stdio: 'ignore', ...(user ? { uid: user.uid, gid: user.gid } : {}) });
    const url = new URL(direct);
    url.port = String(port);
    await until(async () => {
      const client = new pg.Client({ connectionString: url.toString() });
      return client.connect().then(
        () => client.end().then(() => true),
        () => false,
      );
    });
    process.env.RAPPORT_TEST_PG = url.toString();
    kit = await testHouse();
  });

  afterAll(async () => {
    await kit?.stop();
    process.env.RAPPORT_TEST_PG = direct;
    bouncer?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('people talk, jobs run, readers of the log read', async () => {
    const ann = await kit.person('Ann');
    const group = await kit.group(ann);
    const client = await kit.client(ann);
    await client.openConversation(group);
    await Promise.all(Array.from({ length: 60 }, (_, i) => kit.say(kit.owner, group, `violet ${i}`)));
    await until(() => client.state.timelines[group]?.messages.filter((m) => m.text.startsWith('violet')).length === 60);
    await kit.call(kit.owner, 'conversations.scheduleMessage', {
      conversation: group,
      draft: { clientId: crypto.randomUUID(), text: 'by a job' },
      sendAt: kit.house.platform.clock.now() + 1_500,
    });
    await until(() => client.state.timelines[group]?.messages.at(-1)?.text === 'by a job');
    const found = () => kit.call(ann, 'search.messages', { text: 'violet', limit: 100 });
    await until(async () => (await found()).items.length >= 60);
    expect((await found()).items).toHaveLength(60);
  });
});
