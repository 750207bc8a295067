import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { copyIn, copyOut } from './copy-stream.ts';

/** Rows of all sizes: many of them in one piece, and some larger than any buffer on the way. */
const rows = `select n, repeat(md5(n::text), case when n % 5000 = 0 then 20000 else n % 7 end) as words from generate_series(1, 60000) n`;

describe('COPY as a stream', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: inject('testPostgres') });
    await client.connect();
  });
  afterAll(() => client.end());

  it('a slow taker gets every byte, and nothing is kept for it in memory', async () => {
    const { bytes, rows: count } = copyOut(client, `copy (${rows}) to stdout`);
    const hash = createHash('sha256');
    let lines = 0;
    let most = 0;
    await sleep(50);
    for await (const piece of bytes) {
      hash.update(piece as Buffer);
      lines += (piece as Buffer).toString('latin1').split('\n').length - 1;
      most = Math.max(most, bytes.readableLength);
      if (Math.random() < 0.2) await sleep(2);
    }
    expect([lines, await count]).toEqual([60_000, 60_000]);
    expect(most).toBeLessThan(4 * 2 ** 20);
    const { rows: expected } = await client.query(
      `select encode(sha256(convert_to(string_agg(n || E'\\t' || words || E'\\n', '' order by n), 'UTF8')), 'hex') as h from (${rows}) r`,
    );
    expect(hash.digest('hex')).toBe(expected[0].h);
  });

  it('through a pipeline that falls behind, and in again', async () => {
    await client.query('create temp table copied (n int, words text)');
    const { bytes, rows: count } = copyOut(client, `copy (${rows}) to stdout`);
    const kept: Buffer[] = [];
    await pipeline(bytes, createGzip({ level: 9 }), async (source) => {
      for await (const piece of source) kept.push(piece as Buffer);
    });
    expect(await count).toBe(60_000);
    const again = copyOut(client, `copy (${rows}) to stdout`);
    const plain: Buffer[] = [];
    for await (const piece of again.bytes) plain.push(piece as Buffer);
    expect(await copyIn(client, 'copy copied from stdin', Readable.from(plain))).toBe(60_000);
    const { rows: differing } = await client.query(`select count(*)::int as n from ((${rows}) except select * from copied) d`);
    expect(differing[0].n).toBe(0);
  });

  it('an error of either side fails the copy and leaves the connection usable', async () => {
    const broken = copyOut(client, 'copy (select 1 / (n - 5000) from generate_series(1, 10000) n) to stdout');
    await expect(
      pipeline(broken.bytes, async (source) => {
        for await (const _ of source);
      }),
    ).rejects.toThrow(/division by zero/);
    await expect(broken.rows).rejects.toThrow(/division by zero/);
    await client.query('create temp table numbers (n int)');
    await expect(copyIn(client, 'copy numbers from stdin', Readable.from([Buffer.from('1\nx\n')]))).rejects.toThrow(
      /invalid input syntax/,
    );
    const failing = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    await expect(copyIn(client, 'copy numbers from stdin', failing)).rejects.toThrow('the disk is gone');
    expect((await client.query('select count(*)::int as n from numbers')).rows[0].n).toBe(0);
  });
});
