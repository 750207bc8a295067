import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Client, createClient, memoryStore } from '@rapport/client';
import { filePaths, type Input, type MethodName, type Output } from '@rapport/contract';
import { comparable, freePort, layOldHouse, oldHouseFacts, oldHouseFolder, socketOf, until } from '@rapport/dev';
import { migrationSources } from '@rapport/modules';
import { type Manifest, verifyBackup } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer, ServerProcess } from './serve.test-kit.ts';

const version = '0.1.0';
const facts = oldHouseFacts(version);
const { owner, lin, anna, guest } = facts.people;

/** RFC 6238 with a secret in base32. */
function codeNow(secret: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describe(`upgrade from ${version}`, () => {
  let dataDir: string;
  let before: Manifest;
  let server: ServerProcess;
  const clients: Client[] = [];

  const as = ({ token, cookie }: { token: string | null; cookie: string }): Record<string, string> =>
    token ? { authorization: `Bearer ${token}` } : { cookie };
  const call = <M extends MethodName>(who: typeof owner, name: M, input: Input<M>): Promise<Output<M>> =>
    server.call(name, input, as(who));
  async function connect(store = memoryStore()): Promise<Client> {
    const client = createClient({ url: server.url, token: lin.token!, store, openSocket: socketOf(lin.token!) });
    clients.push(client);
    await client.connect();
    await until(() => client.state.synced && client.state.status === 'online');
    return client;
  }

  beforeAll(async () => {
    await buildServer();
    dataDir = await mkdtemp(join(tmpdir(), 'rapport-upgrade-'));
    before = await layOldHouse(version, dataDir, process.env.RAPPORT_PG_BIN);
    server = await new ServerProcess({ RAPPORT_DATA: dataDir, PORT: String(await freePort()), DATABASE_URL: '' }).ready();
  }, 300_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    server?.child.kill('SIGTERM');
    await server?.ended;
    await rm(dataDir, { recursive: true, force: true });
  });

  it('UP1 no migration that was released has been changed since', async () => {
    const known = new Map<string, string>();
    for (const { owner: room, folder } of migrationSources()) {
      for (const file of await readdir(folder).catch(() => [] as string[])) {
        if (!file.endsWith('.sql')) continue;
        const hash = createHash('sha256').update(await readFile(join(folder, file)));
        known.set(`${room}/${file.replace(/\.sql$/, '')}`, hash.digest('hex'));
      }
    }
    expect(before.migrations.length).toBeGreaterThan(8);
    for (const { id, hash } of before.migrations) expect([id, known.get(id)]).toEqual([id, hash]);
    expect(known.size).toBeGreaterThan(before.migrations.length);
  });

  it('UP2 the start looks, backs the database up and migrates before it listens', async () => {
    const said = server.said;
    const steps = ['Upgrading the database', '✓ PostgreSQL', 'Backed up the database into', 'migrating ', 'is ready at'];
    const places = steps.map((step) => said.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    const [name, ...more] = await readdir(join(dataDir, 'backups'));
    expect(more).toEqual([]);
    const backup = await verifyBackup(join(dataDir, 'backups', name!));
    expect(backup.migrations).toEqual(before.migrations);
    expect(backup.blobs).toMatchObject({ left: true, count: 0 });
    const rows = ({ tables }: Manifest) => Object.fromEntries(tables.map((table) => [table.name, table.rows]));
    expect(rows(backup)).toEqual(rows(before));
  });

  it('UP3 everything that was said is read as it was, by those who could read it, with sessions and tokens of before', async () => {
    for (const name of ['group', 'secretGroup', 'direct', 'topic'] as const) {
      const conversation = facts.conversations[name] as never;
      const { messages } = await call(lin, 'conversations.history', { conversation, limit: 200 });
      expect(messages).toMatchObject(facts.histories[name]);
      expect(messages).toHaveLength(facts.histories[name].length);
    }
    const group = facts.conversations.group as never;
    expect((await call(guest, 'conversations.history', { conversation: group, limit: 200 })).messages.length).toBeGreaterThan(40);
    await expect(
      call(anna, 'conversations.history', { conversation: facts.conversations.secretGroup as never }),
    ).rejects.toThrow();
    expect(await call(lin, 'conversations.messageHistory', { conversation: group, seq: 3 })).toMatchObject(
      facts.versions as object,
    );
    for (const person of [owner, lin, anna, guest]) {
      const { cookie } = person;
      expect((await server.call('people.me', {}, { cookie })).user.name).toBe(person.name);
    }
  });

  it('UP4 passwords, the second factor, search, files and what is one’s own work as before', async () => {
    const { password, file } = facts;
    const signIn = (email: string, code?: string) => server.call('people.signIn', { email, password, ...(code ? { code } : {}) });
    expect((await signIn(lin.email)).user).toBe(lin.user);
    await expect(signIn(anna.email)).rejects.toThrow();
    expect((await signIn(anna.email, codeNow(facts.secondFactor))).user).toBe(anna.user);
    const find = async (who: typeof owner, text: string) => (await call(who, 'search.messages', { text })).items.length;
    expect(await find(lin, 'checklist')).toBe(facts.found.checklist);
    expect(await find(lin, '检查清单')).toBe(facts.found.检查清单);
    expect(await find(anna, 'salary')).toBe(0);
    const content = await fetch(`${server.url}${filePaths.content(file.id, file.name)}`, { headers: as(guest) });
    expect(await content.text()).toBe(file.text);
    const mine = await call(lin, 'conversations.savedMessages', {});
    expect(mine.items[0]?.saved).toMatchObject({ note: '以后看' });
    if (Date.now() < facts.scheduled.sendAt)
      expect((await call(lin, 'conversations.scheduledMessages', {})).items).toMatchObject([{ text: '一年以后 a year later' }]);
  });

  it('UP5 an upload that was under way goes on where it was', async () => {
    const { id, sent, text } = facts.upload;
    const headers = { ...as(lin), 'tus-resumable': '1.0.0' };
    const place = `${server.url}${filePaths.upload}/${id}`;
    const head = await fetch(place, { method: 'HEAD', headers });
    expect([head.status, head.headers.get('upload-offset')]).toEqual([200, String(sent)]);
    const rest = { ...headers, 'upload-offset': String(sent), 'content-type': 'application/offset+octet-stream' };
    const patched = await fetch(place, { method: 'PATCH', headers: rest, body: Buffer.from(text).subarray(sent) });
    expect(patched.status).toBe(204);
    const content = await fetch(`${server.url}${filePaths.content(id, 'x.txt')}`, { headers: as(lin) });
    expect(await content.text()).toBe(text);
  });

  it('UP6 a client with what it kept goes on: its outbox is sent once, and it shows what a new one shows', async () => {
    const store = memoryStore();
    const { outbox, ...state } = facts.device.kept as { outbox: Record<string, never[]> };
    await store.save(state as never);
    await store.saveOutbox(Object.values(outbox).flat());
    const { group } = facts.conversations;
    const device = await connect(store);
    await device.openConversation(group);
    const words = '离线时写的 written while away';
    await until(() => Object.values(device.state.outbox).flat().length === 0);
    await until(() => device.state.timelines[group]?.messages.some(({ text }) => text === words) ?? false);
    const { messages } = await call(lin, 'conversations.history', { conversation: group as never, limit: 200 });
    expect(messages.filter(({ clientId }) => clientId === facts.device.outboxId)).toHaveLength(1);
    const fresh = await connect();
    await fresh.openConversation(group);
    for (const client of [device, fresh]) while (client.state.timelines[group]?.hasOlder) await client.loadOlder(group);
    await until(() => isDeepStrictEqual(comparable(device.state), comparable(fresh.state))).catch(() => undefined);
    expect(comparable(device.state)).toEqual(comparable(fresh.state));
  });

  it('UP7 the next start of the same version finds nothing to do', async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    server = await new ServerProcess({ RAPPORT_DATA: dataDir, PORT: String(await freePort()), DATABASE_URL: '' }).ready();
    expect(server.said).not.toMatch(/Upgrading|migrating|Backed up/);
    expect(await readdir(join(dataDir, 'backups'))).toHaveLength(1);
  });

  it('UP8 the house of before is small enough to be kept, and its keys guard nothing else', async () => {
    const manifest = await verifyBackup(oldHouseFolder(version));
    const bytes = manifest.tables.reduce((sum, table) => sum + table.bytes, manifest.blobs.total);
    expect(bytes).toBeLessThan(300_000);
    expect(manifest.version).toBe(version);
  });
});
