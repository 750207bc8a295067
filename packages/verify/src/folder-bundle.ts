import { createReadStream } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { BadBundleError, type Bundle, isPath, mostFiles } from './bundle.ts';
import { openZip, type Source } from './zip-bundle.ts';

async function walk(root: string, folder: string, sizes: Map<string, number>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = join(folder, entry.name);
    const path = relative(root, full).split(sep).join('/');
    if (!isPath(path)) throw new BadBundleError(`The folder holds a path that bundles do not have: ${JSON.stringify(path)}.`);
    if (entry.isDirectory()) await walk(root, full, sizes);
    else if (!entry.isFile()) throw new BadBundleError(`${path} is neither a file nor a folder.`);
    else sizes.set(path, (await lstat(full)).size);
    if (sizes.size > mostFiles) throw new BadBundleError('The folder holds too many files.');
  }
}

/** A bundle that was unpacked. */
async function openFolder(root: string): Promise<Bundle> {
  const sizes = new Map<string, number>();
  await walk(root, root, sizes);
  return {
    paths: [...sizes.keys()].sort(),
    has: (path) => sizes.has(path),
    size(path) {
      const size = sizes.get(path);
      if (size === undefined) throw new BadBundleError(`There is no ${path}.`);
      return size;
    },
    stream: (path) => createReadStream(join(root, path), { highWaterMark: 256 * 1024 }),
    close: async () => undefined,
  };
}

async function fileSource(path: string): Promise<Source> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return {
    size,
    async read(at, length) {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, at + filled);
        if (bytesRead === 0) throw new BadBundleError('The file is cut off.');
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** Opens a bundle on the disk: a zip or a folder. @throws BadBundleError */
export async function openPath(path: string): Promise<Bundle> {
  const found = await lstat(path).catch(() => {
    throw new BadBundleError(`There is no ${path}.`);
  });
  if (found.isDirectory()) return openFolder(path);
  const source = await fileSource(path);
  return openZip(source).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
}
