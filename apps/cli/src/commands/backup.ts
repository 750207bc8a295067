import { dirname, resolve } from 'node:path';
import { erasable, erasableKinds, migrationSources } from '@rapport/modules';
import {
  type BackupProgress,
  checkPlace,
  createBackup,
  createBlobs,
  hasKeys,
  isHalfRestored,
  type Manifest,
  noteBackup,
  type PlaceTrouble,
  readKeys,
  readSettings,
  renewBook,
  restoreBackup,
  systemClock,
  verifyBackup,
} from '@rapport/platform';
import { openDatabase } from '@rapport/server';
import type { Command } from 'commander';
import { assertHouse, quiet, withPlatform } from '../house.ts';
import { type Progress, progress, readSecret, readSecrets, say, sayJson, size, tell, UsageError } from '../terminal.ts';

interface Options {
  passphraseStdin?: boolean;
  askPassphrase?: boolean;
  json?: boolean;
}

interface BackupChoice extends Options {
  keysOnly?: boolean;
  check?: boolean;
}

interface RestoreChoice extends Options {
  keyBook?: string;
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

/** What is wrong with the place of backups, and what to do about it. */
const cures: Record<PlaceTrouble['trouble'], string> = {
  'older-book':
    'an older key book: it still opens what was erased since it was written. Delete it, and every copy of it (shred -u where the disk allows).',
  'no-book': 'its key book is not here: it cannot be restored. Bring the newest one from where this house is backed up.',
  'late-book': 'it was made with a newer key book than the one here. Bring the newest one.',
  open: 'from before there were key books: what was erased since can still be read in it. Delete it once you have newer ones.',
};

async function check(place: string, { json }: Options): Promise<void> {
  const found = await checkPlace(place);
  if (json) sayJson({ place, ...found });
  else {
    for (const { trouble, file } of found.troubles) say(`${file}: ${cures[trouble]}`);
    say(`${place}: ${found.backups} backups, ${found.books} key books, ${found.troubles.length} troubles`);
  }
  if (found.troubles.length > 0) process.exitCode = 1;
}

async function renew(place: string, options: Options): Promise<void> {
  assertHouse();
  const passphrase = await passphraseOf(options, options.askPassphrase ?? false);
  const n = await withPlatform(
    ({ config }, databaseUrl) =>
      renewBook({
        place,
        databaseUrl,
        erasable,
        keys: () => readKeys(config),
        clock: systemClock,
        ...(passphrase ? { passphrase } : {}),
      }),
    false,
  );
  if (n === undefined)
    throw new Error(`There is no key book of this house in ${place}: name the folder in which its backups lie.`);
  if (options.json) sayJson({ place, n });
  else say(`${place}: the key book was written anew (number ${n}). What was erased until now is gone from the backups there.`);
}

async function backUp(path: string, options: BackupChoice): Promise<void> {
  if (options.check) return check(path, options);
  if (options.keysOnly) return renew(path, options);
  assertHouse();
  const passphrase = await passphraseOf(options, options.askPassphrase ?? false);
  const { watch, end } = bars();
  const manifest = await withPlatform(async ({ blobs, config, db }, databaseUrl) => {
    const made = await createBackup({
      path,
      databaseUrl,
      blobs,
      // Read again when the tables are kept: a key may have come meanwhile.
      keys: () => readKeys(config),
      erasable,
      version: config.version,
      clock: systemClock,
      progress: watch,
      ...(passphrase ? { passphrase } : {}),
    });
    // A house that was not upgraded yet has no place to note it in.
    await noteBackup(db, { at: systemClock.now(), version: config.version, bytes: bytesOf(made), place: dirname(path) }).catch(
      () => undefined,
    );
    return made;
  }, false).finally(end);
  if (options.json) sayJson(summary(manifest, path));
  else say(`${path}: ${manifest.tables.length} tables, ${manifest.blobs.count} files, ${size(bytesOf(manifest))}`);
  if (!passphrase)
    tell('The keys are in it unsealed: whoever has this folder can read everything. Keep it so, or use --ask-passphrase.');
}

/** On standard input the second line opens an older backup, where the passphrase was changed since. */
async function passphrasesOf(options: Options, ask: boolean): Promise<(string | undefined)[]> {
  if (!options.passphraseStdin) return [await passphraseOf(options, ask)];
  const lines = await readSecrets();
  if (!lines[0]) throw new UsageError('There is no passphrase on standard input.');
  return lines;
}

async function restore(path: string, cwd: string, options: RestoreChoice): Promise<void> {
  const settings = readSettings();
  const { watch, end } = bars();
  const { key } = await verifyBackup(path, watch).finally(end);
  const [passphrase, olderPassphrase] = await passphrasesOf(options, key.sealed);
  const restoring = bars();
  const { manifest, gone } = await restoreBackup({
    path,
    dataDir: settings.dataDir,
    blobs: createBlobs(settings),
    openDatabase: () => openDatabase(settings, tell),
    sources: migrationSources(),
    logger: quiet,
    progress: restoring.watch,
    ownKeys: () => (hasKeys(settings) ? readKeys(settings) : undefined),
    ...(passphrase ? { passphrase } : {}),
    ...(olderPassphrase ? { olderPassphrase } : {}),
    ...(options.keyBook ? { keyBook: resolve(cwd, options.keyBook) } : {}),
  })
    .catch((error: Error) => {
      if (isHalfRestored(settings.dataDir))
        tell(`It was begun in ${settings.dataDir} and is no house yet: mend what was wrong and run it again.`);
      throw error;
    })
    .finally(restoring.end);
  const count = (kind: number): number => gone.get(kind) ?? 0;
  const erased = {
    messages: count(erasableKinds.messages),
    files: count(erasableKinds.files),
    contacts: count(erasableKinds.contacts),
  };
  if (options.json) sayJson({ ...summary(manifest, path), erased });
  else
    say(
      `Restored into ${settings.dataDir}: ${manifest.tables.length} tables, ${manifest.blobs.count} files. Start it: RAPPORT_DATA=${settings.dataDir} npm start`,
    );
  if (erased.messages + erased.files + erased.contacts > 0)
    tell(
      `Erased since this backup was taken, and gone from it: ${erased.messages} versions of messages, ${erased.files} stored files, ${erased.contacts} contacts. The first start shows them as erased.`,
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
    .description(
      'copy the whole house into a folder while it runs: database at one instant, files, keys, a manifest with hashes; beside it the key book, without which nobody reads it',
    )
    .argument(
      '[path]',
      'folder to make (rapport-backup-TIME here when absent); with --keys-only or --check the folder of backups',
    )
    .option('--keys-only', 'take no backup: write the key book anew, so that what was erased is gone from the backups there')
    .option('--check', 'take no backup: look whether the backups there have their key book, and whether an old one lies about')
    .option('--ask-passphrase', 'seal the keys with a passphrase, asked for on the terminal')
    .option('--passphrase-stdin', 'seal the keys with the passphrase on standard input (its first line)')
    .option('--json', 'one line of JSON')
    .action((path: string | undefined, options: BackupChoice) => {
      const here = options.check || options.keysOnly ? '.' : `rapport-backup-${stamp()}`;
      return backUp(resolve(cwd, path ?? here), options);
    });
  program
    .command('restore')
    .description(
      'check a backup and restore it into an empty data folder (RAPPORT_DATA) or database (DATABASE_URL); one that was cut off may be run again',
    )
    .argument('<path>', 'folder of the backup')
    .option('--key-book <file>', 'the newest key book of the house, where it does not lie beside the backup')
    .option(
      '--passphrase-stdin',
      'open the keys with the passphrase on standard input (its first line; the second: of the backup, where it is older than a change of it)',
    )
    .option('--json', 'one line of JSON')
    .action((path: string, options: RestoreChoice) => restore(resolve(cwd, path), cwd, options));
}
