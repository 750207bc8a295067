import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launchServer } from './launch-server.ts';

/** Takes the port that the database was to have, and asks whoever comes for the password in the clear, as the protocol allows. */
const thief = `#!${process.execPath}
const { createServer } = require('node:net');
const { appendFileSync } = require('node:fs');
const port = Number(process.argv[process.argv.indexOf('-p') + 1]);
createServer((socket) => {
  appendFileSync(__dirname + '/heard', 'somebody came\\n');
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    if (bytes[0] === 0x70) appendFileSync(__dirname + '/heard', bytes);
    else socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
  });
}).listen(port, '127.0.0.1');
setTimeout(() => process.exit(1), 1500);
`;

test('PG21 whoever takes the port before the database does is not told its password', async () => {
  const place = await mkdtemp(join(tmpdir(), 'rapport-thief-'));
  try {
    const [folder, cluster] = [join(place, 'bin'), join(place, 'cluster')];
    await mkdir(folder);
    await mkdir(cluster);
    await writeFile(join(folder, 'postgres'), thief);
    await chmod(join(folder, 'postgres'), 0o755);
    const launching = launchServer({
      binaries: { folder, version: '15.0', major: 15, bundled: false, env: {} },
      cluster,
      logFile: join(place, 'log'),
      user: undefined,
      password: 'for the database alone',
      progress: () => undefined,
    });
    await expect(launching).rejects.toThrow(/did not start/);
    expect(await readFile(join(folder, 'heard'), 'utf8').catch(() => 'nobody')).toBe('nobody');
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});
