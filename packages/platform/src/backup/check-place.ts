import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { booksIn, isUnfinished, olderBooks } from './key-place.ts';
import { type Manifest, readManifest } from './manifest.ts';

/** What is wrong with a folder in which backups lie. */
export interface PlaceTrouble {
  /**
   * `older-book`: it would still open what was erased since. `no-book`: a backup whose key book is not there. `late-book`: a backup that was
   * made with a newer book than the one there. `open`: a backup from before there were key books: what was erased since can be read in it.
   */
  trouble: 'older-book' | 'no-book' | 'late-book' | 'open';
  file: string;
}

/** Looks at the backups in a folder and at the key book beside them; opens nothing. */
export async function checkPlace(place: string): Promise<{ backups: number; books: number; troubles: PlaceTrouble[] }> {
  const books = (await booksIn(place)).filter(({ file }) => !isUnfinished(file));
  const troubles: PlaceTrouble[] = (await olderBooks(place)).map((file) => ({ trouble: 'older-book', file }));
  const manifests: { file: string; manifest: Manifest }[] = [];
  for (const entry of await readdir(place, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const file = join(place, entry.name);
    const manifest = await readManifest(file).catch(() => undefined);
    if (manifest) manifests.push({ file, manifest });
  }
  for (const { file, manifest } of manifests) {
    const { book } = manifest;
    const numbers = books.filter(({ header }) => header.id === book?.id).map(({ header }) => header.n);
    if (!book) troubles.push({ trouble: 'open', file });
    else if (numbers.length === 0) troubles.push({ trouble: 'no-book', file });
    else if (Math.max(...numbers) < book.n) troubles.push({ trouble: 'late-book', file });
  }
  return { backups: manifests.length, books: books.length, troubles };
}
