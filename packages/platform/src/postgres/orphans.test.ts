import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@rapport/dev';
import { expect, test } from 'vitest';
import { databaseUser, makeTraversable } from './database-user.ts';
import { findBinaries } from './find-binaries.ts';
import { removeCluster } from './orphans.ts';

test('PG24 a start killed while it made the cluster leaves nobody who goes on writing into the next one’s', async () => {
  const place = await mkdtemp(join(tmpdir(), 'rapport-orphans-'));
  const part = join(place, 'cluster.part');
  try {
    const user = await databaseUser(part);
    const binaries = await findBinaries({ user, place });
    await mkdir(part, { mode: 0o700 });
    if (user !== undefined) {
      await makeTraversable(place, user);
      await chown(part, user.uid, user.gid);
    }
    const initdb = spawn(join(binaries.folder, 'initdb'), ['-D', part, '--no-sync', '--locale=C'], {
      env: { ...process.env, ...binaries.env },
      cwd: '/',
      stdio: 'ignore',
      ...(user && { uid: user.uid, gid: user.gid }),
    });
    const ended = once(initdb, 'exit');
    // In the middle of it: the first tables are written.
    await until(() => existsSync(join(part, 'global/pg_control')) || initdb.exitCode !== null);
    expect(initdb.exitCode).toBeNull();
    await removeCluster(part, () => undefined);
    await ended;
    expect(existsSync(part)).toBe(false);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});
