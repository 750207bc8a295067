import { resolve } from 'node:path';
import { migrationSources } from '@rapport/modules';
import {
  type BackupProgress,
  createBackup,
  createBlobs,
  isHalfRestored,
  type Manifest,
  noteBackup,
  readSettings,
  restoreBackup,
  systemClock,
  verifyBackup,
} from '@rapport/platform';
import { openDatabase } from '@rapport/server';
import type { Command } from 'commander';
import { assertHouse, quiet, withPlatform } from '../house.ts';
import { type Progress, progress, readSecret, say, sayJson, size, tell, UsageError } from '../terminal.ts';

interface Options {
  passphraseStdin?: boolean;
  askPassphrase?: boolean;
  json?: boolean;
}

const titles = { tables: 'Tables', files: 'Files', check: 'Checking' } as const;

/** One bar for each step, begun when it begins. */
function bars(): { watch: BackupProgress; end(): void } {
  let step: keyof typeof titles | undefined;
  let bar: Progress | undefined;
  return {
    watch(next, done, total) {
      if (next !== step) {
        bar?.end();
        step = next;
        bar = progress(titles[next]);
      }
      bar?.at(done, total);
    },
    end: () => bar?.end(),
  };
}

function bytesOf({ tables, jobs, blobs, key }: Manifest): number {
  return [...tables, jobs, blobs, key].reduce((sum, { bytes }) => sum + bytes, blobs.total);
}

function summary(manifest: Manifest, path: string): Record<string, unknown> {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    path,
    at: manifest.at,
    tables: manifest.tables.length,
    rows,
    files: manifest.blobs.count,
    bytes: bytesOf(manifest),
    sealed: manifest.key.sealed,
  };
}

async function passphraseOf(options: Options, ask: boolean): Promise<string | undefined> {
  const given = options.passphraseStdin || ask ? await readSecret('Passphrase: ', options.passphraseStdin ?? false) : undefined;
  if ((options.passphraseStdin || ask) && !given)
    throw new UsageError('There is no passphrase: type it on a terminal, or give it with --passphrase-stdin.');
  return given;
}

async function backUp(path: string, options: Options): Promise<void> {
  assertHouse();
  const passphrase = await passphraseOf(options, options.askPassphrase ?? false);
  const { watch, end } = bars();
  const manifest = await withPlatform(async ({ blobs, config, db }, databaseUrl) => {
    const made = await createBackup({
      path,
      databaseUrl,
      blobs,
      masterKey: config.masterKey,
      version: config.version,
      clock: systemClock,
      progress: watch,
      ...(passphrase ? { passphrase } : {}),
    });
    // A house that was not upgraded yet has no place to note it in.
    await noteBackup(db, { at: systemClock.now(), version: config.version, bytes: bytesOf(made) }).catch(() => undefined);
    return made;
  }, false).finally(end);
  if (options.json) sayJson(summary(manifest, path));
  else say(`${path}: ${manifest.tables.length} tables, ${manifest.blobs.count} files, ${size(bytesOf(manifest))}`);
  if (!passphrase)
    tell('The keys are in it unsealed: whoever has this folder can read everything. Keep it so, or use --ask-passphrase.');
}

async function restore(path: string, options: Options): Promise<void> {
  const settings = readSettings();
  const { watch, end } = bars();
  const { key } = await verifyBackup(path, watch).finally(end);
  const passphrase = await passphraseOf(options, key.sealed);
  const restoring = bars();
  const manifest = await restoreBackup({
    path,
    dataDir: settings.dataDir,
    blobs: createBlobs(settings),
    openDatabase: () => openDatabase(settings, tell),
    sources: migrationSources(),
    logger: quiet,
    progress: restoring.watch,
    ...(passphrase ? { passphrase } : {}),
  })
    .catch((error: Error) => {
      if (isHalfRestored(settings.dataDir))
        tell(`It was begun in ${settings.dataDir} and is no house yet: mend what was wrong and run it again.`);
      throw error;
    })
    .finally(restoring.end);
  if (options.json) sayJson(summary(manifest, path));
  else
    say(
      `Restored into ${settings.dataDir}: ${manifest.tables.length} tables, ${manifest.blobs.count} files. Start it: RAPPORT_DATA=${settings.dataDir} npm start`,
    );
  if (manifest.blobs.left)
    tell(
      `The files are not in this backup, they stayed where they were: put that folder "blobs" into ${settings.dataDir}, or keep S3_URL.`,
    );
}

const stamp = (): string => new Date(systemClock.now()).toISOString().replace(/[-:]/g, '').replace(/\..*/, 'Z');

export function addBackup(program: Command, cwd: string): void {
  program
    .command('backup')
    .description('copy the whole house into a folder while it runs: database at one instant, files, keys, a manifest with hashes')
    .argument('[path]', 'folder to make (rapport-backup-TIME here when absent)')
    .option('--ask-passphrase', 'seal the keys with a passphrase, asked for on the terminal')
    .option('--passphrase-stdin', 'seal the keys with the passphrase on standard input (its first line)')
    .option('--json', 'one line of JSON')
    .action((path: string | undefined, options: Options) => backUp(resolve(cwd, path ?? `rapport-backup-${stamp()}`), options));
  program
    .command('restore')
    .description(
      'check a backup and restore it into an empty data folder (RAPPORT_DATA) or database (DATABASE_URL); one that was cut off may be run again',
    )
    .argument('<path>', 'folder of the backup')
    .option('--passphrase-stdin', 'open the keys with the passphrase on standard input (its first line)')
    .option('--json', 'one line of JSON')
    .action((path: string, options: Options) => restore(resolve(cwd, path), options));
}
