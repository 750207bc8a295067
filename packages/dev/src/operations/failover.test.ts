import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseUser, findBinaries } from '@rapport/platform/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import { type PostgresPair, postgresPair } from './postgres-pair.test-kit.ts';

const binaries = await findBinaries({ bin: process.env.RAPPORT_PG_BIN, user: await databaseUser(tmpdir()), place: tmpdir() });
const able = existsSync(join(binaries.folder, 'pg_basebackup'));
if (!able) console.warn(`SKIPPED: failing over to a standby. ${binaries.folder} has no pg_basebackup (Debian: postgresql-15).`);

describe.skipIf(!able)('failing over to a synchronous standby', () => {
  let pair: PostgresPair;
  let kit: TestHouse;
  const given = process.env.RAPPORT_TEST_PG;

  beforeAll(async () => {
    pair = await postgresPair();
    process.env.RAPPORT_TEST_PG = pair.url;
    kit = await testHouse();
  });
  afterAll(async () => {
    await kit?.stop();
    await pair?.stop();
    process.env.RAPPORT_TEST_PG = given;
  });

  it('SY4 SY6a keeps every acknowledged message, opens a new epoch, and clients begin anew', async () => {
    const ann = await kit.person('Ann');
    const group = await kit.group(ann);
    const client = await kit.client(ann);
    await client.openConversation(group);
    const acknowledged = new Map<string, number>();
    let ended = false;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; !ended && n < 500; n++) {
        const text = `message ${n} of writer ${writer}`;
        // Refused while nobody leads: nothing was promised.
        const sent = await kit.say(kit.owner, group, text).catch(() => undefined);
        if (sent) acknowledged.set(text, sent.seq);
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const writers = [write(1), write(2), write(3), write(4)];
    await until(() => acknowledged.size > 100);
    const before = kit.house.epoch;
    const known = kit.house.epochEnded;
    await pair.failOver();
    await known;
    ended = true;
    await Promise.all(writers);
    await kit.restart();
    expect(kit.house.epoch).not.toBe(before);
    await until(() => client.state.status === 'online' && client.state.synced);
    // As a page does whose window was dropped.
    await client.openConversation(group);
    await kit.say(kit.owner, group, 'after');
    await until(() => client.state.timelines[group]?.messages.at(-1)?.text === 'after');
    while (client.state.timelines[group]?.hasOlder) await client.loadOlder(group);
    const seen = client.state.timelines[group]!.messages.filter((m) => m.text.startsWith('message '));
    const bySeq = new Map(seen.map((m) => [m.text, m.seq]));
    for (const [text, seq] of acknowledged) expect(bySeq.get(text)).toBe(seq);
    expect(new Set(seen.map((m) => m.text)).size).toBe(seen.length);
  });
});
