import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ConversationId, UserId } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { createHouse, type House } from '@rapport/modules';
import { createBlobs, createLogger, type Manifest, newId, readConfig } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BackupPlace, backUpHouse, emptyDatabase, openDb, restoreInto, settledHashes, tableHashes } from './backup.test-kit.ts';

const logger = createLogger('silent');

describe('backup', () => {
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
    (await kit.call(kit.owner, 'conversations.create', { kind: 'group', name: '备份', members: [lin.user as UserId] })).id;
  const say = (seat: Seat, conversation: ConversationId, words: string) =>
    kit.call(seat, 'conversations.sendMessage', { conversation, draft: { clientId: newId(), text: words } });
  const backUp = (name: string, passphrase?: string): Promise<Manifest> =>
    backUpHouse(kit.house.platform, kit.databaseUrl, place.at(name), passphrase);

  it('BA1 taken while people write, it holds one instant: all that was acknowledged before, nothing by halves', async () => {
    const conversation = await talk();
    for (let n = 0; n < 20; n++) await say(lin, conversation, `先 ${n} \\ tab\t"quoted" 𠮷`);
    let writing = true;
    const writers = [kit.owner, lin].map(async (seat) => {
      for (let n = 0; writing; n++) await say(seat, conversation, `${seat.name} ${n}`);
    });
    const manifest = await backUp('busy');
    writing = false;
    await Promise.all(writers);
    const { url } = await place.restored('busy');
    const db = openDb(url);
    const row = await db.row<{ seq: number; messages: number; distinct: number; versions: number; ev: number; log: number }>(
      `select s.seq, s.ev, (select count(*) from log l where l.stream_id = s.id) as log,
         (select count(*) from message m where m.conversation_id = s.id) as messages,
         (select count(*) from version v where v.conversation_id = s.id) as versions
       from stream s where s.id = $1`,
      [conversation],
    );
    expect(row!.seq).toBeGreaterThanOrEqual(20);
    expect(row!.messages).toBe(row!.seq);
    expect(row!.versions).toBe(row!.seq);
    expect(row!.log).toBe(row!.ev);
    const read = `select m.seq, m.sender, v.text, v.key from message m join version v on v.conversation_id = m.conversation_id
      and v.ev = m.version_ev where m.conversation_id = $1 and m.seq <= $2 order by 1`;
    const restored = await db.rows(read, [conversation, row!.seq]);
    expect(restored).toEqual(await kit.house.platform.db.rows(read, [conversation, row!.seq]));
    expect(manifest.tables.find(({ name }) => name === 'message')!.rows).toBe(row!.seq);
    await db.close();
  });

  it('BA2 restored, every table, file, key and waiting job is what it was', async () => {
    const conversation = await talk();
    await say(kit.owner, conversation, '**粗体** `code`');
    await kit.call(kit.owner, 'conversations.scheduleMessage', {
      conversation,
      sendAt: Date.now() + 86_400_000,
      draft: { clientId: newId(), text: '明天' },
    });
    const blob = newId();
    const bytes = Buffer.from('不透明的字节'.repeat(50_000));
    await kit.house.platform.blobs.write(blob, Readable.from([bytes]));
    const before = await settledHashes(kit.databaseUrl);
    const manifest = await backUp('whole', '一个长的口令');
    expect(manifest.key.sealed).toBe(true);
    expect(manifest.blobs.count).toBeGreaterThan(0);
    expect(await readFile(place.at('whole/keys/master.key.sealed'), 'utf8')).not.toContain(
      kit.house.platform.config.keys.get(1)!.toString('base64'),
    );
    await expect(place.restored('whole', 'wrong')).rejects.toThrow(/passphrase/);
    const { dataDir, url } = await place.restored('whole', '一个长的口令');
    expect(await tableHashes(url)).toEqual(before);
    expect(readConfig({ RAPPORT_DATA: dataDir }).keys).toEqual(kit.house.platform.config.keys);
    expect((await stat(join(dataDir, 'keys/master.key'))).mode & 0o777).toBe(0o600);
    const again = await createBlobs({ dataDir }).read(blob);
    expect(await text(again)).toBe(bytes.toString());
    const db = openDb(url);
    const jobs = await db.rows(
      `select task_identifier, run_at > now() + interval '23 hours' as later from graphile_worker.jobs where key is not null`,
    );
    expect(jobs).toContainEqual(expect.objectContaining({ later: true }));
    await db.close();
  });

  it('BA3 a damaged file is named, before anything is written', async () => {
    await backUp('damaged');
    const victim = place.at('damaged/tables/user_account.copy.gz');
    const whole = await readFile(victim);
    const changed = Buffer.from(whole);
    changed[changed.length >> 1]! ^= 1;
    await writeFile(victim, changed);
    await expect(place.restored('damaged')).rejects.toThrow(/tables\/user_account\.copy\.gz was changed/);
    await truncate(victim, 10);
    await expect(place.restored('damaged')).rejects.toThrow(/user_account\.copy\.gz has 10 bytes/);
    await rm(victim);
    await expect(place.restored('damaged')).rejects.toThrow(/user_account\.copy\.gz is missing/);
    await writeFile(victim, whole);
    await writeFile(place.at('damaged/manifest.json'), '{}');
    await expect(place.restored('damaged')).rejects.toThrow(/manifest\.json does not match/);
    await expect(place.restored('nothing')).rejects.toThrow(/holds no backup/);
  });

  it('BA4 it goes into an empty place only', async () => {
    await backUp('plain');
    const empty = await emptyDatabase();
    place.atTheEnd(() => empty.drop());
    const into = (dataDir: string, url: string) => restoreInto(place.at('plain'), dataDir, url);
    await expect(into(kit.dataDir, empty.url)).rejects.toThrow(/house already/);
    const filled = place.at('filled');
    await createBlobs({ dataDir: filled }).write(newId(), Readable.from([Buffer.from('x')]));
    await expect(into(filled, empty.url)).rejects.toThrow(/files already/);
    const before = await tableHashes(kit.databaseUrl);
    await expect(into(place.at('free'), kit.databaseUrl)).rejects.toThrow(/tables already/);
    expect(await tableHashes(kit.databaseUrl)).toEqual(before);
    await expect(backUp('plain')).rejects.toThrow(/not empty/);
  });

  it('BA5 a client that saw later messages rebases onto the restored house', async () => {
    const conversation = await talk();
    await say(lin, conversation, 'kept');
    const anna = await kit.client(kit.owner);
    await anna.openConversation(conversation);
    await backUp('earlier');
    for (const words of ['lost 1', 'lost 2', 'lost 3']) await say(lin, conversation, words);
    await until(() => anna.state.timelines[conversation]?.messages.length === 4);
    const epoch = anna.state.epoch;
    const { dataDir, url } = await place.restored('earlier');
    await kit.house.gateway.close();
    const config = readConfig({
      RAPPORT_DATA: dataDir,
      PORT: new URL(kit.url).port,
      HOST: '127.0.0.1',
      RAPPORT_RATE_FACTOR: '1000',
    });
    const house: House = await createHouse({ config, databaseUrl: url, logger, checkAnswers: true, poolSize: 6 });
    place.atTheEnd(() => house.stop());
    await house.listen();
    await until(() => anna.state.status === 'online' && anna.state.epoch !== epoch && anna.state.synced);
    await anna.openConversation(conversation);
    await until(() => anna.state.timelines[conversation]?.messages.length === 1);
    await say(lin, conversation, 'after');
    await until(() => anna.state.timelines[conversation]?.messages.length === 2);
    expect(anna.state.timelines[conversation]!.messages.map((m) => m.text)).toEqual(['kept', 'after']);
    await anna.close();
  });
});
