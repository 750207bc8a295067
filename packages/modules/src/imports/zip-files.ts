import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { byPath, type ExportEntry, type ExportFiles, type ExportLimits } from './export-shape.ts';
import { ImportFormatError } from './import-item.ts';

/** A zip, read in place: only its directory is in memory. Nothing is ever unpacked to disk, so no name can escape. */
export async function openZip(path: string, limits: ExportLimits): Promise<ExportFiles> {
  const zip = await openFile(path);
  try {
    const { byName, refused } = await readDirectory(zip, limits);
    const entries = [...byName].map(([name, entry]): ExportEntry => ({ path: name, bytes: entry.uncompressedSize }));
    entries.sort(byPath);
    return {
      name: basename(path).replace(/\.zip$/i, ''),
      entries,
      refused,
      stream: (name) => openEntry(zip, byName.get(name), name),
      close: async () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function openFile(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    // Names are decoded below: many tools write UTF-8 without saying so, and CP437 would garble Chinese channel names.
    yauzl.open(path, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true }, (error, zip) => {
      if (zip) resolve(zip);
      else reject(new ImportFormatError(`${path} is not a readable zip: ${error?.message ?? 'unknown error'}`));
    });
  });
}

interface Directory {
  byName: Map<string, yauzl.Entry>;
  refused: { path: string; reason: string }[];
}

function readDirectory(zip: yauzl.ZipFile, limits: ExportLimits): Promise<Directory> {
  const byName = new Map<string, yauzl.Entry>();
  const refused: Directory['refused'] = [];
  let total = 0;
  let seen = 0;
  return new Promise((resolve, reject) => {
    zip.on('error', (error: Error) => reject(new ImportFormatError(`The zip is damaged: ${error.message}`)));
    zip.on('end', () => resolve({ byName, refused }));
    zip.on('entry', (entry: yauzl.Entry) => {
      const name = entryName(entry);
      seen += 1;
      total += entry.uncompressedSize;
      const excess = seen > limits.entries ? 'too many files' : total > limits.totalBytes ? 'too large unpacked' : undefined;
      if (excess !== undefined) return reject(new ImportFormatError(`The zip is refused: ${excess}`));
      const reason = refusal(entry, name, limits);
      if (reason !== undefined) refused.push({ path: name, reason });
      else if (byName.has(name)) refused.push({ path: name, reason: 'name-twice' });
      else if (!name.endsWith('/')) byName.set(name, entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function entryName(entry: yauzl.Entry): string {
  // Bytes, since the archive is opened with decodeStrings: false; its types do not know.
  const raw = entry.fileName as unknown as Buffer;
  // Some Windows tools write backslashes; as separators they are judged like any other name.
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw).replaceAll('\\', '/');
  } catch {
    return raw.toString('latin1').replaceAll('\\', '/');
  }
}

const SYMLINK = 0o120000;

function refusal(entry: yauzl.Entry, name: string, limits: ExportLimits): string | undefined {
  if (yauzl.validateFileName(name) != null || name.includes('\0')) return 'unsafe-name';
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === SYMLINK) return 'symbolic-link';
  if ((entry.generalPurposeBitFlag & 1) !== 0) return 'encrypted';
  const large = entry.uncompressedSize > 1 << 20;
  if (large && entry.uncompressedSize > limits.ratio * Math.max(1, entry.compressedSize)) return 'packed-too-tightly';
  return undefined;
}

function openEntry(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined, name: string): Promise<Readable> {
  if (!entry) throw new ImportFormatError(`No such file in the export: ${name}`);
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (stream) resolve(stream);
      else reject(new ImportFormatError(`${name} cannot be read: ${error?.message ?? 'unknown error'}`));
    });
  });
}
