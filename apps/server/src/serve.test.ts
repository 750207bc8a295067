import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationId } from '@rapport/contract';
import { cloneDatabase, freePort } from '@rapport/dev';
import { newId } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, ServerProcess } from './serve.test-kit.ts';

describe('the server as a process', () => {
  let dataDir: string;
  let env: Record<string, string>;
  const running: ServerProcess[] = [];

  const start = (more: Record<string, string> = {}): ServerProcess => {
    const server = new ServerProcess({ ...env, ...more });
    running.push(server);
    return server;
  };

  beforeAll(async () => {
    await buildServer();
    dataDir = await mkdtemp(join(tmpdir(), 'rapport-serve-'));
    env = { RAPPORT_DATA: dataDir, PORT: String(await freePort()), DATABASE_URL: '' };
  }, 240_000);
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('after kill -9 the next start mends what is left, and every acknowledged message is there once', async () => {
    const first = await start().ready();
    const authorization = `Bearer ${await first.setUp()}`;
    const { id } = await first.call('conversations.create', { name: '不丢', members: [] }, { authorization });
    const acknowledged = new Map<string, number>();
    const lost: { clientId: string; text: string }[] = [];
    const send = async (server: ServerProcess, clientId: string, text: string): Promise<void> => {
      const { seq } = await server.call(
        'conversations.sendMessage',
        { conversation: id, draft: { clientId, text } },
        { authorization },
      );
      acknowledged.set(clientId, seq);
    };
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; ; n++) {
        const draft = { clientId: newId(), text: `${writer}: ${n}` };
        try {
          await send(first, draft.clientId, draft.text);
        } catch {
          lost.push(draft);
          return;
        }
      }
    });
    while (acknowledged.size < 120) await new Promise((resolve) => setTimeout(resolve, 5));
    first.child.kill('SIGKILL');
    await Promise.all(writers);
    await first.ended;
    expect(existsSync(join(dataDir, 'rapport.lock'))).toBe(true);

    const second = await start().ready();
    const before = new Map(acknowledged);
    // A client sends again what it has no answer for: SY4 answers the first result where there was one.
    for (const { clientId, text } of lost) await send(second, clientId, text);
    const seen = await everything(second, id, authorization);
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, at) => at + 1));
    const places = new Map(seen.map(({ clientId, seq }) => [clientId, seq]));
    expect(places.size).toBe(acknowledged.size);
    for (const [clientId, seq] of before) expect(places.get(clientId)).toBe(seq);
  });

  it('a second process on the folder is refused in words, and does not disturb the first', async () => {
    const first = running.at(-1)!;
    const second = start({ PORT: String(await freePort()) });
    expect((await second.ended).code).toBe(1);
    expect(second.said).toMatch(/did not start: The data folder .* is in use by another Rapport \(process \d+/);
    expect((await first.call('people.setUpState', {})).needed).toBe(false);
  });

  it('SIGTERM ends it, its database and its lock', async () => {
    const server = running.find(({ child }) => child.exitCode === null && child.signalCode === null)!;
    const database = Number((await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(() => process.kill(database, 0)).toThrow();
    expect(existsSync(join(dataDir, 'rapport.lock'))).toBe(false);
    expect(existsSync(join(dataDir, 'postgres/postgres.lock'))).toBe(false);
  });

  it('with DATABASE_URL the folder is held as well', async () => {
    const database = await cloneDatabase();
    const folder = join(dataDir, 'given');
    const first = await start({ RAPPORT_DATA: folder, DATABASE_URL: database.url }).ready();
    const second = start({ RAPPORT_DATA: folder, DATABASE_URL: database.url, PORT: String(await freePort()) });
    expect((await second.ended).code).toBe(1);
    expect(second.said).toContain('is in use by another Rapport');
    // In a folder of its own, it is the key that is another one; with the house's, it is the port that is taken.
    const other = join(dataDir, 'other');
    const third = start({ RAPPORT_DATA: other, DATABASE_URL: database.url, PORT: String(await freePort()) });
    expect((await third.ended).code).toBe(1);
    expect(third.said).toMatch(/did not start: \S+\/other\/keys\/master\.key is not the master key .* Copy keys\/master\.key/);
    await cp(join(folder, 'keys'), join(other, 'keys'), { recursive: true });
    const fourth = start({ RAPPORT_DATA: other, DATABASE_URL: database.url });
    expect((await fourth.ended).code).toBe(1);
    expect(fourth.said).toContain(`did not start: Port ${env.PORT} is used by another program. Stop it`);
    // By then nothing was begun.
    expect(existsSync(join(other, 'ledger'))).toBe(false);
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    await database.drop();
  });
});

async function everything(server: ServerProcess, conversation: ConversationId, authorization: string) {
  const seen: { seq: number; clientId: string | null | undefined }[] = [];
  for (let after = 0; ; ) {
    const { messages, hasNewer } = await server.call(
      'conversations.history',
      { conversation, after, limit: 200 },
      { authorization },
    );
    seen.push(...messages.map(({ seq, clientId }) => ({ seq, clientId })));
    after = messages.at(-1)?.seq ?? after;
    if (!hasNewer) return seen;
  }
}
