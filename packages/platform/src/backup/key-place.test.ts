import { link, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newBytes, newId } from '../random.ts';
import { createVault } from '../vault.ts';
import { putPlace } from './erasable.ts';
import { BookReader, BookWriter, entryLength, genOf, keyOf, putEntry } from './key-book.ts';
import { bookFile, booksIn, clearWay, installBook, olderBooks, ownBook } from './key-place.ts';

let place: string;
const vault = createVault(new Map([[1, newBytes(32)]]));
const id = newId();
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'rapport-book-'));
});
afterEach(() => rm(place, { recursive: true, force: true }));

const placeOf = (n: number): Buffer => putPlace(Buffer.alloc(entryLength), 1, '00000000-0000-7000-8000-00000000000a', String(n));

/** Writes a book beside the present one; answers where the present one is. */
async function write(n: number, entries: number): Promise<string> {
  const file = bookFile(place, id);
  const writer = await BookWriter.make(await clearWay(file), vault, { id, n, at: n, ring: null });
  for (let i = 0; i < entries; i++) await writer.put(putEntry(placeOf(i * 2), n, Buffer.alloc(32, i % 251)));
  await writer.end();
  return file;
}

it.each([0, 1, 959, 960, 961, 2_881])('KB10 a book of %i entries is read as it was written', async (entries) => {
  const file = await write(1, entries);
  await installBook(file);
  const all = await BookReader.open(file, vault);
  let seen = 0;
  for (; all.current; await all.advance()) {
    expect([genOf(all.current), keyOf(all.current)[0]]).toEqual([1, seen % 251]);
    seen += 1;
  }
  await all.close();
  expect(seen).toBe(entries);
  const asked = await BookReader.open(file, vault);
  for (let i = 0; i < entries; i += 7) {
    expect(keyOf((await asked.find(placeOf(i * 2)))!)[0]).toBe(i % 251);
    expect(await asked.find(placeOf(i * 2 + 1))).toBeUndefined();
  }
  await asked.close();
});

it('KB11 a book that was cut, changed, put together anew or sealed by others is not read', async () => {
  const file = await write(1, 2_000);
  await installBook(file);
  const whole = await readFile(file);
  const body = whole.indexOf(10) + 1;
  const chunk = 960 * entryLength + 16;
  const wrong = [
    whole.subarray(0, body),
    whole.subarray(0, body + chunk),
    Buffer.concat([whole.subarray(0, body), whole.subarray(body + chunk)]),
    Buffer.concat([whole.subarray(0, body), whole.subarray(body + chunk, body + 2 * chunk), whole.subarray(body, body + chunk)]),
    Buffer.from(whole.map((byte, i) => (i === whole.length - 1 ? byte ^ 1 : byte))),
    Buffer.from(whole.toString('latin1').replace('"n":1', '"n":9'), 'latin1'),
  ];
  for (const bytes of wrong) {
    await writeFile(file, bytes);
    const read = async () => {
      const reader = await BookReader.open(file, vault);
      for (; reader.current; ) await reader.advance();
      await reader.close();
    };
    await expect(read()).rejects.toThrow(/is damaged/);
  }
  await writeFile(file, whole);
  await expect(BookReader.open(file, createVault(new Map([[1, newBytes(32)]])))).rejects.toThrow();
});

it('KB12 wherever replacing is cut off there is a whole book, and the next one clears up', async () => {
  await installBook(await write(1, 10));
  const names = async () => (await readdir(place)).map((name) => name.replace(/^rapport-[0-9a-f]{8}/, '')).sort();
  const newest = async () => (await ownBook(place, vault))?.header.n;
  // Written half, or whole and not yet put in place.
  const file = await write(2, 2_000);
  expect([await names(), await newest()]).toEqual([['.keys', '.keys.part'], 1]);
  await writeFile(`${file}.part`, (await readFile(`${file}.part`)).subarray(0, 70_000));
  await write(2, 2_000);
  // The old one has its second name.
  await link(file, `${file}.old`);
  expect(await newest()).toBe(1);
  // The new one is in its place, the old one still there: that is told.
  await rename(`${file}.part`, file);
  expect([await names(), await newest()]).toEqual([['.keys', '.keys.old'], 2]);
  expect((await olderBooks(place)).map((old) => basename(old))).toEqual([`${basename(file)}.old`]);
  await installBook(await write(3, 5));
  expect([await names(), await newest(), await olderBooks(place)]).toEqual([['.keys'], 3, []]);
});

it('KB12 a book in use that has its second name already is not overwritten by it when the next one is written', async () => {
  const file = await write(1, 2_000);
  await installBook(file);
  await link(file, `${file}.old`);
  await write(2, 10);
  const reader = await BookReader.open(file, vault);
  expect(keyOf((await reader.find(placeOf(1_998 * 2)))!)[0]).toBe(1_998 % 251);
  await reader.close();
  await installBook(file);
  expect([(await ownBook(place, vault))?.header.n, (await readdir(place)).length]).toEqual([2, 1]);
});

it('KB13 the bytes of an old book are overwritten before it goes', async () => {
  await installBook(await write(1, 2_000));
  const [before] = await booksIn(place);
  await link(before!.file, join(place, 'another-name'));
  await installBook(await write(2, 10));
  const left = await readFile(join(place, 'another-name'));
  expect(left.length).toBeGreaterThan(100_000);
  expect(left.includes('rapport-key-book')).toBe(false);
});
