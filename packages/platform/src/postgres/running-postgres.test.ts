import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRunningPostgres } from './running-postgres.ts';

test('PG23 while the database is down its password goes to nobody, whoever has its port', async () => {
  const place = await mkdtemp(join(tmpdir(), 'rapport-down-'));
  let visitors = 0;
  const other = createServer((socket) => {
    visitors++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = other.address() as AddressInfo;
    const pidFile = (pid: number, written: number, address: string) =>
      writeFile(join(place, 'cluster', 'postmaster.pid'), `${pid}\n${place}\n1\n${written}\n\n${address}\n`);
    await mkdir(join(place, 'cluster'));
    await writeFile(join(place, 'port'), `${port}\n`);
    await writeFile(join(place, 'password'), 'for the database alone\n');
    expect(await findRunningPostgres(place)).toBeUndefined();
    // A process that has ended, one of another account, one on another port, one that has not got the port.
    const untrue: [number, number, string][] = [
      [2 ** 22 + 1, port, '127.0.0.1'],
      [process.pid, port + 1, '127.0.0.1'],
      [process.pid, port, ''],
    ];
    if (process.getuid?.() !== 0) untrue.push([1, port, '127.0.0.1']);
    for (const [pid, written, address] of untrue) {
      await pidFile(pid, written, address);
      expect(await findRunningPostgres(place)).toBeUndefined();
    }
    expect(visitors).toBe(0);
    // What does listen there is asked.
    await pidFile(process.pid, port, '127.0.0.1');
    expect(await findRunningPostgres(place)).toBeUndefined();
    expect(visitors).toBeGreaterThan(0);
  } finally {
    await new Promise((resolve) => other.close(resolve));
    await rm(place, { recursive: true, force: true });
  }
});
