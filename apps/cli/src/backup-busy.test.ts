import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { type Client, createClient, memoryStore, type Store } from '@rapport/client';
import { type ConversationId, filePaths, type UserId } from '@rapport/contract';
import { comparable, type Seat, socketOf, type TestHouse, testHouse, until } from '@rapport/dev';
import { createHouse, erasable, type House } from '@rapport/modules';
import { type Blobs, createBackup, createBlobs, createLogger, newBytes, newId, readConfig, systemClock } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupPlace, backUpHouse, openDb } from './backup.test-kit.ts';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Uploads a file by tus; answers its id. */
async function upload(url: string, seat: Seat, bytes: Uint8Array): Promise<string> {
  const headers = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const metadata = { 'upload-length': String(bytes.length), 'upload-metadata': `filename ${btoa('bytes.bin')}` };
  const made = await fetch(`${url}${filePaths.upload}`, { method: 'POST', headers: { ...headers, ...metadata } });
  const id = made.headers.get('location')?.split('/').at(-1) ?? '';
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  const sent = await fetch(`${url}${filePaths.upload}/${id}`, {
    method: 'PATCH',
    headers: { ...headers, ...type },
    body: Buffer.from(bytes),
  });
  if (sent.status !== 204) throw new Error(`upload: ${sent.status}`);
  return id;
}

/** The store's own methods, to put one of another make beside them. */
const bound = (blobs: Blobs): Blobs => ({
  write: (id, bytes) => blobs.write(id, bytes),
  read: (id, range) => blobs.read(id, range),
  size: (id) => blobs.size(id),
  remove: (id) => blobs.remove(id),
  list: () => blobs.list(),
});

describe('a backup of a busy house', { timeout: 240_000 }, () => {
  let kit: TestHouse;
  let lin: Seat;
  let place: BackupPlace;

  beforeAll(async () => {
    kit = await testHouse();
    lin = await kit.person('林月');
    place = await BackupPlace.make();
  });
  afterAll(async () => {
    await kit.stop();
    await place.clear();
  });

  const talk = async (): Promise<ConversationId> =>
    (await kit.call(kit.owner, 'conversations.create', { kind: 'group', name: '忙', members: [lin.user as UserId] })).id;
  const say = (seat: Seat, conversation: ConversationId, text: string, attachments?: string[]) =>
    kit.call(seat, 'conversations.sendMessage', {
      conversation,
      draft: { clientId: newId(), text, ...(attachments ? { attachments: attachments as never } : {}) },
    });
  async function open(dataDir: string, url: string, port = '0'): Promise<House> {
    const env = { RAPPORT_DATA: dataDir, PORT: port, HOST: '127.0.0.1', RAPPORT_RATE_FACTOR: '1000', RAPPORT_LINK_PREVIEWS: '0' };
    const house = await createHouse({
      config: readConfig(env),
      databaseUrl: url,
      logger: createLogger('silent'),
      checkAnswers: true,
      poolSize: 6,
    });
    place.atTheEnd(() => house.stop());
    return house;
  }

  it('BA6 while all write, edit, recall, upload and delete: one instant, nothing by halves, every file with its bytes', async () => {
    const conversations = [await talk(), await talk()];
    const acknowledged = new Map<string, { conversation: string; seq: number; text: string }>();
    const sums = new Map<string, string>();
    let busy = true;
    let removed = 0;
    async function write(seat: Seat, conversation: ConversationId): Promise<void> {
      for (let n = 0; busy; n++) {
        const text = `${seat.name} ${n}`;
        const { seq } = await say(seat, conversation, text);
        acknowledged.set(`${conversation}/${seq}`, { conversation, seq, text });
        if (n % 5 === 1) await kit.call(seat, 'conversations.editMessage', { conversation, seq, text: `${text}, edited` });
        if (n % 7 === 2) await kit.call(seat, 'conversations.recallMessage', { conversation, seq });
      }
    }
    async function load(seat: Seat, conversation: ConversationId): Promise<void> {
      for (let n = 0; busy; n++) {
        const bytes = newBytes(40_000 + n);
        const id = await upload(kit.url, seat, bytes);
        sums.set(id, hash(bytes));
        if (n % 2) {
          await kit.call(seat, 'files.remove', { file: id as never });
          removed += 1;
        } else await say(seat, conversation, 'a file', [id]);
      }
    }
    const [one, two] = conversations as [ConversationId, ConversationId];
    const work = [write(kit.owner, one), write(lin, one), write(lin, two), load(kit.owner, one), load(lin, two), load(lin, two)];
    await until(() => acknowledged.size > 60 && removed > 10, 90_000);
    const before = new Map(acknowledged);
    const manifest = await backUpHouse(kit.house.platform, kit.databaseUrl, place.at('busy'));
    const removedMeanwhile = removed;
    await until(() => removed > removedMeanwhile + 3, 90_000);
    busy = false;
    await Promise.all(work);

    const { dataDir, url } = await place.restored('busy');
    const db = openDb(url);
    const holes = await db.rows(
      `select s.id from stream s where s.ev <> (select count(*) from log l where l.stream_id = s.id)
         or s.seq <> (select count(*) from message m where m.conversation_id = s.id)
         or exists (select 1 from message m where m.conversation_id = s.id and not exists
           (select 1 from version v where v.conversation_id = s.id and v.ev = m.version_ev))`,
    );
    expect(holes).toEqual([]);
    const places = await db.rows<{ conversation: string; seq: number }>(
      'select conversation_id as conversation, seq from message',
    );
    const there = new Set(places.map(({ conversation, seq }) => `${conversation}/${seq}`));
    expect([...before.keys()].filter((key) => !there.has(key))).toEqual([]);
    const blobs = createBlobs({ dataDir });
    const rows = await db.rows<{ id: string }>('select id from blob where size is not null and doomed_at is null');
    for (const { id } of rows) expect((await buffer(await blobs.read(id))).length).toBeGreaterThan(0);
    expect(manifest.blobs.count).toBeGreaterThanOrEqual(rows.length);
    const files = await db.rows<{ id: string; owner: string }>('select id, owner from file');
    await db.close();
    const house = await open(dataDir, url);
    const address = `http://127.0.0.1:${await house.listen()}`;
    const tokens = new Map([kit.owner, lin].map(({ user, token }) => [user, token]));
    for (const { id, owner } of files) {
      const authorization = `Bearer ${tokens.get(owner)}`;
      const content = await fetch(`${address}${filePaths.content(id, 'bytes.bin')}`, { headers: { authorization } });
      expect([content.status, hash(new Uint8Array(await content.arrayBuffer()))]).toEqual([200, sums.get(id)]);
    }
    expect(files.length).toBeGreaterThan(10);
  });

  it('BA16 a file that comes after the first look and is deleted after the snapshot is in it with its bytes; later it is erased', async () => {
    const { platform } = kit.house;
    const { blobs } = platform;
    let file = '';
    let looks = 0;
    const blobOf = async (id: string) =>
      (await platform.db.row<{ id: string }>('select blob_id as id from file where id = $1', [id]))!.id;
    let blob = '';
    async function* list(): AsyncIterable<string> {
      looks += 1;
      if (looks === 2) {
        const asked = () => platform.db.statements.figuresOf('backup.filesMayGo').count;
        const before = asked();
        await kit.call(kit.owner, 'files.remove', { file: file as never });
        // The job that erases comes by, and may not.
        await until(() => asked() > before);
      }
      yield* blobs.list();
      if (looks > 1) return;
      file = await upload(kit.url, kit.owner, newBytes(5_000));
      blob = await blobOf(file);
    }
    await createBackup({
      path: place.at('erased'),
      databaseUrl: kit.databaseUrl,
      blobs: { ...bound(blobs), list },
      keys: () => platform.config.keys,
      erasable,
      version: platform.config.version,
      clock: systemClock,
    });
    expect(await platform.db.row('select 1 from file where id = $1', [file])).toBeUndefined();
    const { dataDir, url } = await place.restored('erased');
    const db = openDb(url);
    expect(await db.row<{ id: string }>('select blob_id as id from file where id = $1', [file])).toEqual({ id: blob });
    await db.close();
    expect((await buffer(await createBlobs({ dataDir }).read(blob))).length).toBeGreaterThan(5_000);
    await kit.call(kit.owner, 'files.remove', { file: (await upload(kit.url, kit.owner, newBytes(10))) as never });
    await until(async () => (await blobs.size(blob)) === undefined);
  });

  it('BA7 devices ahead of and behind what was restored begin anew, send their outbox once, and show what a new one shows', async () => {
    const conversation = await talk();
    const clients: Client[] = [];
    async function device(seat: Seat, store: Store): Promise<Client> {
      const client = createClient({ url: kit.url, token: seat.token, store, openSocket: socketOf(seat.token), saveEvery: 20 });
      clients.push(client);
      await client.connect();
      await until(() => client.state.synced && client.state.status === 'online');
      return client;
    }
    const seen = (client: Client) => client.state.timelines[conversation]?.messages.length ?? 0;
    for (let n = 0; n < 5; n++) await say(lin, conversation, `early ${n}`);
    const disk = memoryStore();
    const gone = await device(lin, disk);
    await gone.openConversation(conversation);
    await until(async () => Boolean((await disk.load()).timelines?.[conversation]));
    await gone.close();
    for (let n = 0; n < 5; n++) await say(kit.owner, conversation, `later ${n}`);
    await backUpHouse(kit.house.platform, kit.databaseUrl, place.at('devices'));
    const ahead = await device(kit.owner, memoryStore());
    await ahead.openConversation(conversation);
    for (let n = 0; n < 4; n++) await say(lin, conversation, `lost ${n}`);
    await until(() => seen(ahead) === 14);

    const { dataDir, url } = await place.restored('devices');
    await kit.house.gateway.close();
    await until(() => ahead.state.status !== 'online');
    const own = [ahead.send(conversation, { text: 'written while the house was down' })];
    const house = await open(dataDir, url, new URL(kit.url).port);
    await house.listen();
    const behind = createClient({ url: kit.url, token: lin.token, store: disk, openSocket: socketOf(lin.token) });
    clients.push(behind);
    const connecting = behind.connect();
    await until(() => Boolean(behind.state.conversations[conversation]));
    own.push(behind.send(conversation, { text: 'written before it was back' }));
    await connecting;
    await until(() => [ahead, behind].every(({ state }) => state.synced && state.status === 'online'));
    await until(() => [ahead, behind].every(({ state }) => Object.values(state.outbox).flat().length === 0));
    for (const client of [ahead, behind]) await client.openConversation(conversation);
    await until(() => [ahead, behind].every((client) => seen(client) === 12));
    expect(ahead.state.epoch).toBe(house.epoch);

    for (const [client, seat] of [[ahead, kit.owner] as const, [behind, lin] as const]) {
      const messages = client.state.timelines[conversation]!.messages;
      expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
      expect(messages.filter(({ clientId }) => clientId && own.includes(clientId))).toHaveLength(2);
      const fresh = await device(seat, memoryStore());
      await fresh.openConversation(conversation);
      const opened = Object.keys(client.state.timelines);
      for (const id of opened) await fresh.openConversation(id);
      await until(() => isDeepStrictEqual(comparable(fresh.state), comparable(client.state))).catch(() => undefined);
      expect(comparable(client.state)).toEqual(comparable(fresh.state));
    }
    await Promise.all(clients.map((client) => client.close()));
  });
});
