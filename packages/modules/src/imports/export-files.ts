import { createReadStream } from 'node:fs';
import { lstat, readdir, stat as statFollowing } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { byPath, DEFAULT_LIMITS, type ExportEntry, type ExportFiles, type ExportLimits } from './export-shape.ts';
import { ImportFormatError } from './import-item.ts';
import { openZip } from './zip-files.ts';

export async function openExportFiles(path: string, limits: ExportLimits = DEFAULT_LIMITS): Promise<ExportFiles> {
  const stat = await lstatOrUndefined(path);
  if (!stat) throw new ImportFormatError(`There is nothing at ${path}`);
  const followed = stat.isSymbolicLink() ? await statFollowing(path) : stat;
  if (followed.isDirectory()) return openFolder(path, limits);
  if (!followed.isFile()) throw new ImportFormatError(`${path} is neither a file nor a folder`);
  if (await isZip(path)) return openZip(path, limits);
  return openSingle(path, followed.size);
}

async function lstatOrUndefined(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function isZip(path: string): Promise<boolean> {
  for await (const chunk of createReadStream(path, { end: 3 }))
    return (chunk as Buffer).subarray(0, 2).toString('latin1') === 'PK';
  return false;
}

function openSingle(path: string, bytes: number): ExportFiles {
  const file = basename(path);
  return {
    name: file.replace(/\.[^.]+$/, ''),
    entries: [{ path: file, bytes }],
    refused: [],
    stream: async (wanted) => createReadStream(join(dirname(path), wanted)),
    close: async () => {},
  };
}

async function openFolder(root: string, limits: ExportLimits): Promise<ExportFiles> {
  const entries: ExportEntry[] = [];
  const refused: { path: string; reason: string }[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const item of await readdir(folder, { withFileTypes: true })) {
      const full = join(folder, item.name);
      const path = relative(root, full).split(sep).join('/');
      if (item.isDirectory()) await walk(full);
      else if (item.isFile()) entries.push({ path, bytes: (await lstat(full)).size });
      // A link could lead out of the export.
      else refused.push({ path, reason: item.isSymbolicLink() ? 'symbolic-link' : 'not-a-file' });
      if (entries.length > limits.entries) throw new ImportFormatError(`More than ${limits.entries} files in ${root}`);
    }
  };
  await walk(root);
  entries.sort(byPath);
  const known = new Set(entries.map((entry) => entry.path));
  return {
    name: basename(root),
    entries,
    refused,
    stream: async (path) => {
      if (!known.has(path)) throw new ImportFormatError(`No such file in the export: ${path}`);
      return createReadStream(join(root, path));
    },
    close: async () => {},
  };
}

/** A whole file in memory, within the limit. */
export async function readBytes(files: ExportFiles, path: string, limits: ExportLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await files.stream(path)) {
    bytes += (chunk as Buffer).length;
    if (bytes > limits.fileBytes) throw new ImportFormatError(`${path} is larger than ${limits.fileBytes} bytes`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** UTF-8 with or without a byte order mark, or UTF-16 with one; broken bytes become U+FFFD. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
