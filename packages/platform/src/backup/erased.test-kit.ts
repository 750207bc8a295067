import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { KeyRing } from '../keys/key-ring.ts';
import { createVault } from '../vault.ts';
import { openBox } from './box.ts';
import { placeLength, putPlace } from './erasable.ts';
import { BookReader, keyOf } from './key-book.ts';
import { booksIn } from './key-place.ts';
import { readManifest } from './manifest.ts';

async function keysIn(file: string, ring: KeyRing): Promise<Buffer[]> {
  const reader = await BookReader.open(file, createVault(ring));
  const keys: Buffer[] = [];
  for (; reader.current; await reader.advance()) keys.push(Buffer.from(keyOf(reader.current)));
  await reader.close();
  return keys;
}

/** All that can be had of a backup with every file beside it and the master key: its bytes, unpacked, and every box that any key opens. */
export async function everythingOf(
  place: string,
  name: string,
  ring: KeyRing,
): Promise<{ plain: Buffer; boxes: number; closed: number }> {
  const folder = join(place, name);
  const manifest = await readManifest(folder);
  const keys = (await Promise.all((await booksIn(place)).map(({ file }) => keysIn(file, ring)))).flat();
  const parts: Buffer[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    parts.push(bytes, entry.name.endsWith('.gz') ? gunzipSync(bytes) : Buffer.alloc(0));
  }
  let boxes = 0;
  let closed = 0;
  for (const { name: table, boxed, file } of manifest.tables) {
    if (!boxed) continue;
    for (const row of gunzipSync(await readFile(join(folder, file)))
      .toString('latin1')
      .split('\n')) {
      const [id, n, ...fields] = row.split('\t');
      const box = fields.at(-1);
      if (!id || !n || !box || box === '-') continue;
      const about = Buffer.concat([Buffer.alloc(placeLength), Buffer.from(table)]);
      putPlace(about.subarray(0, placeLength), boxed.kind, id, n);
      const opened = keys.map((key) => openBox(key, about, box)).find(Boolean);
      boxes += 1;
      if (opened) parts.push(opened);
      else closed += 1;
    }
  }
  return { plain: Buffer.concat(parts), boxes, closed };
}

/** Whether words, or their bytes in hexadecimal, stand in it. */
export const has = (plain: Buffer, word: string): boolean =>
  plain.includes(word) || plain.includes(Buffer.from(word).toString('hex'));
