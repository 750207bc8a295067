import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { open } from 'yauzl';

/** Unpacks a zip as another program reads it; refuses names that lead out. Answers the paths in it. */
export const unpack = (zip: string, folder: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const paths: string[] = [];
    open(zip, { lazyEntries: true, strictFileNames: true }, (error, file) => {
      if (error) return reject(error);
      file.on('error', reject).on('end', () => resolve(paths.sort()));
      file.on('entry', (entry) => {
        const path = join(folder, entry.fileName);
        paths.push(entry.fileName);
        file.openReadStream(entry, async (failed, stream) => {
          if (failed) return reject(failed);
          await mkdir(dirname(path), { recursive: true });
          await pipeline(stream, createWriteStream(path));
          file.readEntry();
        });
      });
      file.readEntry();
    });
  });
