import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** `open`: as it was before what is erased went from backups too, and for databases of that shape. `boxed`: with a key book beside. */
export const formats = { open: 'rapport-backup/1', boxed: 'rapport-backup/2' } as const;

/** A file of the backup: its place in it, its size and what it hashes to (SHA-256, hex). */
const Kept = z.object({ file: z.string(), bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
export type KeptFile = z.infer<typeof Kept>;

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const at = (pattern: RegExp) => z.string().regex(pattern);

/** Places are fixed: a name that leads anywhere else makes the manifest a wrong one. */
const Shape = z
  .object({
    format: z.enum([formats.open, formats.boxed]),
    /** Version of Rapport that made it. */
    version: z.string(),
    /** Unix ms. */
    at: z.number(),
    postgres: z.string(),
    migrations: z.array(z.object({ id: z.string(), hash: z.string() })),
    tables: z.array(
      Kept.extend({
        name,
        file: at(/^tables\/[a-z_][a-z0-9_]*\.copy\.gz$/),
        columns: z.array(name).min(1),
        rows: z.int().nonnegative(),
        /** Its last columns are under keys; before each row stands its unit. */
        boxed: z
          .object({ kind: z.int().min(1).max(255), columns: z.int().positive(), blank: z.array(at(/^[^\t\n]*$/)).nullable() })
          .optional(),
      })
        .refine((table) => table.file === tableFile(table.name), { error: 'its file has another name' })
        .refine(({ boxed }) => !boxed || (boxed.blank?.length ?? boxed.columns) === boxed.columns, {
          error: 'its columns are not told apart',
        })
        .refine(({ boxed, columns }) => !boxed || boxed.columns <= columns.length, { error: 'it has fewer columns' }),
    ),
    sequences: z.array(z.object({ name, last: z.string().regex(/^\d+$/).nullable() })),
    jobs: Kept.extend({ file: z.literal('jobs.copy.gz'), rows: z.int().nonnegative() }),
    /** The list of blobs: a line of JSON each, `{id, file, bytes, sha256}`. `left`: the files stayed where they are, none is in it. */
    blobs: Kept.extend({
      file: z.literal('blobs.jsonl'),
      count: z.int().nonnegative(),
      total: z.int().nonnegative(),
      left: z.literal(true).optional(),
    }),
    /** The master keys. `left`: they are kept apart from the data folder, none is in it. */
    key: Kept.extend({
      file: z.enum(['keys/master.key', 'keys/master.key.sealed']),
      sealed: z.boolean(),
      /** Which there are. */
      numbers: z.array(z.int()).optional(),
      left: z.literal(true).optional(),
    }),
    /** The key book beside the backups, as it was written with this one. */
    book: z.object({ id: z.uuid(), n: z.int().positive() }).optional(),
  })
  .refine(
    ({ format, book, tables }) => (format === formats.boxed) === (book !== undefined) && (book || tables.every((t) => !t.boxed)),
    {
      error: 'a key book is named or missing where it should not be',
    },
  );
export type Manifest = z.infer<typeof Shape>;
export type KeptTable = Manifest['tables'][number];

export const tableFile = (table: string): `tables/${string}.copy.gz` => `tables/${table}.copy.gz`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const Blob = Kept.extend({ id: at(uuid) }).refine(({ id, file }) => file === blobFile(id), {
  error: 'its file has another name',
});
export type KeptBlob = z.infer<typeof Blob>;

export const blobFile = (id: string): string => `blobs/${id.slice(-2)}/${id}`;

/** Thrown when a backup is not whole; names the file. */
export class BackupDamagedError extends Error {
  override name = 'BackupDamagedError';
  readonly file: string;
  constructor(file: string, what: string) {
    super(`The backup is damaged: ${file} ${what}. Nothing was restored; take another backup.`);
    this.file = file;
  }
}

export const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Written last: a backup without it is not one. Its own hash lies beside it, as sha256sum(1) writes and checks it. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(join(folder, 'manifest.sha256'), `${hashOf(text)}  manifest.json\n`, { mode: 0o600, flush: true });
  await writeFile(join(folder, 'manifest.json'), text, { mode: 0o600, flush: true });
}

/** What a text of JSON says, in the shape it must have. */
function parse<T>(shape: z.ZodType<T>, text: string, file: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BackupDamagedError(file, 'is no JSON');
  }
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BackupDamagedError(file, `does not say what a backup's should (${issue?.path.join('.')}: ${issue?.message})`);
}

/** @throws BackupDamagedError, or an error saying that this is no backup or one of a later Rapport */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new Error(`${folder} holds no backup: there is no manifest.json in it.`);
  });
  const said = await readFile(join(folder, 'manifest.sha256'), 'utf8').catch(() => '');
  if (said.split(/\s/)[0] !== hashOf(text)) throw new BackupDamagedError('manifest.json', 'does not match manifest.sha256');
  const { format: made } = parse(z.looseObject({ format: z.string() }), text, 'manifest.json');
  if (made !== formats.open && made !== formats.boxed) {
    throw new Error(
      `The backup has the format "${made}", but this Rapport reads ${formats.boxed}. Restore it with the one that made it.`,
    );
  }
  const manifest = parse(Shape, text, 'manifest.json');
  const names = new Set(manifest.tables.map((table) => table.name));
  if (names.size !== manifest.tables.length) throw new BackupDamagedError('manifest.json', 'names a table twice');
  return manifest;
}

/** The blobs of a backup, line by line: there may be very many. */
export async function* blobsIn(folder: string, manifest: Manifest): AsyncGenerator<KeptBlob> {
  const lines = createInterface({
    input: createReadStream(join(folder, manifest.blobs.file)),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) if (line !== '') yield parse(Blob, line, manifest.blobs.file);
}
