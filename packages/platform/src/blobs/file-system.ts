import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pgCode as codeOf } from '../db.ts';
import { newId } from '../random.ts';
import { assertBlobId, BlobError, type Blobs, isBlobId } from './blobs.ts';

/** Errors of a disk, a quota or a file size limit that has been reached. */
const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function blobErrorOf(error: unknown, id: string): unknown {
  const code = codeOf(error) ?? '';
  if (fullCodes.has(code))
    return new BlobError('full', `The disk of the data folder is full (${code}). Make room and try again.`, error);
  if (code === 'ENOENT') return new BlobError('missing', `There is no blob ${id} in the data folder.`, error);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new BlobError(
      'unreachable',
      `The blobs of the data folder cannot be written or read (${code}). Check its owner and rights.`,
      error,
    );
  }
  return error;
}

/** fsync of a folder makes a rename in it durable; file systems that cannot do it say so with EINVAL or EPERM. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EPERM', 'EISDIR'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Readable): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) {
    const buffer = chunk as Buffer;
    let done = 0;
    while (done < buffer.length) done += (await handle.write(buffer, done, buffer.length - done, size + done)).bytesWritten;
    size += buffer.length;
  }
  return size;
}

/**
 * Blobs in a folder: `<root>/ab/cd/<id>`, by the last four hex digits (the random end of an id; its beginning is time, which
 * would fill one folder). Written beside, synced, then renamed, so that a blob is there wholly or not at all.
 */
class FileSystemBlobs implements Blobs {
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  private folderOf(id: string): string {
    return join(this.root, id.slice(-4, -2), id.slice(-2));
  }

  private pathOf(id: string): string {
    assertBlobId(id);
    return join(this.folderOf(id), id);
  }

  private async put(id: string, bytes: Readable): Promise<number> {
    const path = this.pathOf(id);
    const folder = this.folderOf(id);
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) {
      await syncFolder(join(folder, '..'));
      await syncFolder(this.root);
    }
    const temporary = join(folder, `.${id}.${newId()}`);
    const handle = await open(temporary, 'wx', 0o600);
    try {
      const size = await writeAll(handle, bytes);
      await handle.sync();
      await handle.close();
      await rename(temporary, path);
      await syncFolder(folder);
      return size;
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async write(id: string, bytes: Readable): Promise<number> {
    try {
      return await this.put(id, bytes);
    } catch (error) {
      bytes.destroy();
      throw blobErrorOf(error, id);
    }
  }

  async read(id: string, range?: { start: number; end: number }): Promise<Readable> {
    const handle = await open(this.pathOf(id), 'r').catch((error: unknown) => {
      throw blobErrorOf(error, id);
    });
    // `end` of Node's streams is inclusive and cannot express an empty range.
    if (range && range.end <= range.start) {
      await handle.close();
      return Readable.from([]);
    }
    return handle.createReadStream(range ? { start: range.start, end: range.end - 1 } : {});
  }

  async size(id: string): Promise<number | undefined> {
    const found = await stat(this.pathOf(id)).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw blobErrorOf(error, id);
    });
    return found?.size;
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  list(): AsyncIterable<string> {
    return listFolder(this.root, 2);
  }
}

export const createFileSystemBlobs = (root: string): Blobs => new FileSystemBlobs(root);

/** Ids below a folder; left-over temporary files begin with a dot and are passed over. */
async function* listFolder(folder: string, depth: number): AsyncIterable<string> {
  const entries = await opendir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for await (const entry of entries) {
    if (depth > 0 && entry.isDirectory()) yield* listFolder(join(folder, entry.name), depth - 1);
    else if (depth === 0 && entry.isFile() && isBlobId(entry.name)) yield entry.name;
  }
}
