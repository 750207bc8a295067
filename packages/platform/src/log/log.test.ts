import { type TestHouse, testHouse } from '@rapport/dev';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hints } from '../bus.ts';
import { textOfFrame } from '../gateway/frame.ts';
import type { Platform } from '../platform.ts';
import { newId } from '../random.ts';
import type { LogEntry } from './pages.ts';
import { LogReader } from './reader.ts';

/** Streams of a kind that no room reads. */
const kind = 'test';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the log', () => {
  let kit: TestHouse;
  let platform: Platform;
  beforeAll(async () => {
    kit = await testHouse();
    platform = kit.house.platform;
  });
  afterAll(() => kit.stop());

  async function open(): Promise<string> {
    const id = newId();
    await platform.db.transaction((tx) => platform.log.create(tx, id, kind));
    return id;
  }
  const append = (stream: string, types: string[], options: { wait?: number; fail?: boolean } = {}) =>
    platform.db.transaction(async (tx) => {
      const appended = await platform.log.append(
        tx,
        stream,
        types.map((type) => ({ type, actor: null })),
      );
      if (options.wait) await pause(options.wait);
      if (options.fail) throw new Error('changed my mind');
      return appended;
    });
  const rowsOf = (stream: string) =>
    platform.db.rows<{ ev: number; type: string }>('select ev, type from log where stream_id = $1 order by ev', [stream]);

  it('SY1 numbers are dense in commit order, whoever writes and whoever rolls back', async () => {
    const stream = await open();
    const writers = Array.from({ length: 40 }, (_, i) =>
      append(
        stream,
        Array.from({ length: 1 + (i % 3) }, () => `w${i}`),
        { wait: i % 5, fail: i % 4 === 0 },
      ).then(
        (a) => a,
        () => undefined,
      ),
    );
    const done = (await Promise.all(writers)).filter((a) => a !== undefined);
    const rows = await rowsOf(stream);
    expect(rows.map((r) => r.ev)).toEqual(rows.map((_, i) => i + 1));
    expect(rows).toHaveLength(done.reduce((sum, a) => sum + a.last - a.first + 1, 0));
    const head = await platform.db.row<{ ev: number }>('select ev from stream where id = $1', [stream]);
    expect(head!.ev).toBe(rows.length);
  });

  it('SY2 rows are never changed, deleted or emptied', async () => {
    const stream = await open();
    await append(stream, ['said']);
    for (const sql of ["update log set type = 'x'", 'delete from log', 'truncate log']) {
      await expect(platform.db.rows(sql)).rejects.toThrow('the log is append-only');
    }
    expect(await rowsOf(stream)).toEqual([{ ev: 1, type: 'said' }]);
  });

  it('SY2 the bus hears of a change after its commit, once, and never of one that rolled back', async () => {
    const stream = await open();
    const heard: Hints['stream'][] = [];
    const end = platform.bus.subscribe('stream', (hint) => hint.stream === stream && heard.push(hint));
    const under = append(stream, ['kept', 'kept too'], { wait: 30 });
    await pause(10);
    expect(heard).toEqual([]);
    await under;
    await append(stream, ['gone'], { fail: true }).catch(() => undefined);
    end();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ first: 1, last: 2, kind });
    expect(heard[0]!.frames.map((f) => JSON.parse(textOfFrame(f)))).toMatchObject([
      { stream, prev: 0, ev: 1, type: 'kept' },
      { stream, prev: 1, ev: 2, type: 'kept too' },
    ]);
  });

  it('an unknown stream is an error, and a writer without a transaction is one', async () => {
    await expect(append(newId(), ['x'])).rejects.toThrow('There is no stream');
    await expect(platform.log.append(platform.db as never, newId(), [])).rejects.toThrow('needs a transaction');
  });

  describe('SY7 a reader', () => {
    interface Read {
      entries: LogEntry[];
      reader: LogReader;
    }
    function reading(name: string, options: { page?: number; failEvery?: number; deaf?: boolean } = {}): Read {
      const entries: LogEntry[] = [];
      let calls = 0;
      const bus = options.deaf ? { ...platform.bus, subscribe: () => () => undefined } : platform.bus;
      const reader = new LogReader(
        { db: platform.db, bus, logger: platform.logger, keep: platform.keep },
        {
          name,
          kinds: [kind],
          page: options.page ?? 7,
          async handle(_tx, batch) {
            calls++;
            if (options.failEvery && calls % options.failEvery === 0) throw new Error('reader failed');
            // A handler that failed later would have rolled back: only what is committed counts, so note it after.
            entries.push(...batch);
          },
        },
      );
      return { entries, reader };
    }
    const seen = (entries: readonly LogEntry[]) => {
      const byStream = new Map<string, number[]>();
      for (const e of entries) byStream.set(e.stream, [...(byStream.get(e.stream) ?? []), e.ev]);
      return byStream;
    };

    it('finds every committed row once and in order of each stream, under random writers, delays and rollbacks', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ stream: fc.nat(3), wait: fc.nat(12), fail: fc.boolean(), size: fc.integer({ min: 1, max: 4 }) }), {
            minLength: 5,
            maxLength: 40,
          }),
          async (plan) => {
            const streams = await Promise.all([open(), open(), open(), open()]);
            const { entries, reader } = reading(`random-${newId()}`, { page: 3 });
            await reader.start();
            const before = entries.length;
            await Promise.all(
              plan.map(async ({ stream, wait, fail, size }) => {
                await pause(wait);
                await append(
                  streams[stream]!,
                  Array.from({ length: size }, () => 'said'),
                  { wait, fail },
                ).catch(() => undefined);
              }),
            );
            await reader.caughtUp();
            await reader.stop();
            const mine = entries.slice(before).filter((e) => streams.includes(e.stream));
            for (const stream of streams) {
              const rows = await rowsOf(stream);
              expect(seen(mine).get(stream) ?? []).toEqual(rows.map((r) => r.ev));
            }
          },
        ),
        { numRuns: 6 },
      );
    });

    it('that hears no hints finds everything at its look, and goes on where it stopped', async () => {
      const stream = await open();
      const name = `deaf-${newId()}`;
      await append(stream, ['one', 'two']);
      const first = reading(name, { deaf: true });
      await first.reader.start();
      await append(stream, ['three']);
      await first.reader.caughtUp();
      await first.reader.stop();
      await append(stream, ['four']);
      const second = reading(name, { deaf: true });
      await second.reader.start();
      await second.reader.stop();
      expect(seen(first.entries).get(stream)).toEqual([1, 2, 3]);
      expect(seen(second.entries).get(stream)).toEqual([4]);
    });

    it('that failed reads the same rows again: nothing is passed over', async () => {
      const stream = await open();
      const { entries, reader } = reading(`failing-${newId()}`, { page: 2, failEvery: 2 });
      await reader.start();
      for (let i = 0; i < 9; i++) await append(stream, ['said']);
      for (let i = 0; i < 60 && (seen(entries).get(stream)?.length ?? 0) < 9; i++) await reader.caughtUp();
      await reader.stop();
      expect([...new Set(seen(entries).get(stream))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it('two of one name share the work: each row is read by one of them', async () => {
      const stream = await open();
      const name = `shared-${newId()}`;
      const [a, b] = [reading(name), reading(name)];
      await Promise.all([a.reader.start(), b.reader.start()]);
      await Promise.all(Array.from({ length: 30 }, () => append(stream, ['said'])));
      await Promise.all([a.reader.caughtUp(), b.reader.caughtUp()]);
      await Promise.all([a.reader.stop(), b.reader.stop()]);
      const all = [...(seen(a.entries).get(stream) ?? []), ...(seen(b.entries).get(stream) ?? [])].sort((x, y) => x - y);
      expect(all).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    });
  });
});
