import { cloneDatabase, type TestDatabase } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalBus } from '../bus/local.ts';
import type { Bus } from '../bus.ts';
import { createDb, type Db } from '../db.ts';
import { createLogger } from '../logger.ts';
import { keeper, type Platform } from '../platform.ts';
import { newId } from '../random.ts';
import { createLog } from './append.ts';
import type { LogEntry } from './pages.ts';
import { LogReader, type ReaderGround } from './reader.ts';

describe('a reader of the log', () => {
  let database: TestDatabase;
  let db: Db;
  let bus: Bus;
  let ground: ReaderGround;
  const logger = createLogger('silent');
  beforeAll(async () => {
    database = await cloneDatabase();
    db = createDb({ url: database.url, logger });
    bus = createLocalBus(() => undefined);
    ground = { db, bus, logger, keep: keeper(() => ground as Platform) };
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  async function streamOf(kind: string, changes: number): Promise<string> {
    const stream = newId();
    const log = createLog(bus);
    await db.transaction(async (tx) => {
      await log.create(tx, stream, kind);
      for (let i = 0; i < changes; i++) await log.append(tx, stream, [{ type: 'test.changed', actor: null }]);
    });
    return stream;
  }

  it('SY7 reads every row of many streams once and in order, however pages cut them', async () => {
    const sizes = [1, 7, 25, 3, 10, 11, 1, 40, 2];
    const streams = new Map<string, number>();
    for (const size of sizes) streams.set(await streamOf('paged', size), size);
    const seen = new Map<string, number[]>();
    const reader = new LogReader(ground, {
      name: 'paged',
      kinds: ['paged'],
      page: 10,
      async handle(_tx, entries) {
        for (const e of entries) seen.set(e.stream, [...(seen.get(e.stream) ?? []), e.ev]);
      },
    });
    await reader.start();
    for (const [stream, size] of streams) expect(seen.get(stream)).toEqual(Array.from({ length: size }, (_, i) => i + 1));
    expect(reader.behind.streams).toBe(0);
    await reader.stop();
  });

  it('SY7 one stream that cannot be read does not hold up the others, and is read when it can be', async () => {
    const streams: string[] = [];
    for (let i = 0; i < 5; i++) streams.push(await streamOf('patient', 3));
    const bad = streams[2]!;
    let broken = true;
    const done: LogEntry[] = [];
    const reader = new LogReader(ground, {
      name: 'patient',
      kinds: ['patient'],
      async handle(tx, entries) {
        if (broken && entries.some((e) => e.stream === bad)) throw new Error('not now');
        tx.afterCommit(() => done.push(...entries));
      },
    });
    await reader.start();
    expect(
      done
        .map((e) => e.stream)
        .filter((s, i, all) => all.indexOf(s) === i)
        .sort(),
    ).toEqual(streams.filter((s) => s !== bad).sort());
    expect(reader.behind.streams).toBe(1);
    broken = false;
    await reader.caughtUp();
    expect(done.filter((e) => e.stream === bad).map((e) => e.ev)).toEqual([1, 2, 3]);
    expect(done).toHaveLength(15);
    await reader.stop();
  });

  it('SY7 what a look found is read later when it could not be read at once: a look tells of it once', async () => {
    const streams = [await streamOf('late', 2), await streamOf('late', 2), await streamOf('late', 1)];
    let broken = true;
    const done: LogEntry[] = [];
    const deaf = { ...ground, bus: { ...bus, subscribe: () => () => undefined } };
    const reader = new LogReader(deaf, {
      name: 'late',
      kinds: ['late'],
      async handle(tx, entries) {
        if (broken) throw new Error('not now');
        tx.afterCommit(() => done.push(...entries));
      },
    });
    await reader.start();
    const later = await streamOf('late', 3);
    await reader.caughtUp();
    expect(done).toEqual([]);
    broken = false;
    await reader.caughtUp();
    const seen = [...streams, later].map((s) => done.filter((e) => e.stream === s).map((e) => e.ev));
    expect(seen).toEqual([[1, 2], [1, 2], [1], [1, 2, 3]]);
    expect(done).toHaveLength(8);
    await reader.stop();
  });
});
