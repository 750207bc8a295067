import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createBackup } from '../backup/create-backup.ts';
import type { Erasable } from '../backup/erasable.ts';
import { createBlobs } from '../blobs/create-blobs.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';

const kept = 3;
const madeHere = /^\d{8}T\d{6}Z-before-/;

/** Where the backups lie that upgrades take by themselves. */
export const upgradeBackups = (dataDir: string): string => join(dataDir, 'backups');

const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z');

/** Removes all but the newest, and what was cut off. A backup made by hand is nobody's here to remove. */
async function forgetOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => madeHere.test(name)).sort();
  const whole = names.filter((name) => !name.endsWith('.part'));
  const old = [...names.filter((name) => name.endsWith('.part')), ...whole.slice(0, -kept)];
  for (const name of old) await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * Backs the database up before an upgrade, into the data folder. Stored files are left where they are: no migration touches them. Answers
 * its folder.
 */
export async function backUpBeforeUpgrade(
  config: Config,
  databaseUrl: string,
  clock: Clock,
  erasable: Erasable,
): Promise<string> {
  const folder = upgradeBackups(config.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await forgetOld(folder);
  const path = join(folder, `${stamp(clock.now())}-before-${config.version}`);
  const { version } = config;
  // Keys that are kept apart stay apart.
  const leaveKeys = Boolean(config.masterKey || config.keyCommand);
  const blobs = createBlobs(config);
  await createBackup({
    path,
    databaseUrl,
    blobs,
    keys: () => config.keys,
    leaveKeys,
    erasable,
    version,
    clock,
    leaveFiles: true,
  });
  await forgetOld(folder);
  return path;
}
