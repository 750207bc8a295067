import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Checkpoint,
  emptyTree,
  fromBase64,
  grow,
  leafHash,
  openNote,
  parseCheckpoint,
  parseLeaf,
  parsePath,
  rootOf,
  same,
  unpackEntries,
  verifierOf,
} from '@rapport/ledger';
import type { Db } from '@rapport/platform';
import { nodeSha256 } from './node-hash.ts';

export const bytesOf = (text: string): Uint8Array => fromBase64(text)!;

/** A checkpoint that was signed by this key. */
export async function believed(note: string, key: string): Promise<Checkpoint> {
  return parseCheckpoint((await openNote(note, [verifierOf(nodeSha256, key)])).text);
}

/** Every entry that lies in a data folder, of one log. */
export function entriesOutside(dataDir: string, epoch: number): Uint8Array[] {
  const root = join(dataDir, 'ledger', String(epoch));
  const bundles = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.startsWith('tile/entries/'))
    .flatMap((path) => {
      const found = parsePath(path);
      return found ? [{ ...found, path }] : [];
    });
  const widest = new Map<number, { width: number; path: string }>();
  for (const { index, width, path } of bundles) if ((widest.get(index)?.width ?? 0) < width) widest.set(index, { width, path });
  return [...widest.keys()]
    .sort((a, b) => a - b)
    .flatMap((index) => unpackEntries(new Uint8Array(readFileSync(join(root, widest.get(index)!.path)))));
}

/**
 * Holds one log of a house against itself, outside and inside: the note, the entries, the tree, numbers and chains of every stream. Answers the
 * checkpoint, or throws naming what is wrong.
 */
export async function auditLog(dataDir: string, db: Db, epoch: number): Promise<Checkpoint> {
  const { key } = (await db.row<{ key: string }>('select key from ledger_epoch where n = $1', [epoch]))!;
  const note = readFileSync(join(dataDir, 'ledger', String(epoch), 'checkpoint'), 'utf8');
  const checkpoint = await believed(note, key);
  const entries = entriesOutside(dataDir, epoch).slice(0, checkpoint.size);
  if (entries.length !== checkpoint.size) throw new Error(`${entries.length} entries lie outside, not ${checkpoint.size}.`);
  const hashes = entries.map((entry) => leafHash(nodeSha256, entry));
  if (!same(rootOf(nodeSha256, grow(nodeSha256, emptyTree, hashes)), checkpoint.root)) throw new Error('The root is another.');
  const rows = await db.rows<{ leaf: Buffer }>('select leaf from ledger_leaf where epoch = $1 order by index', [epoch]);
  entries.forEach((entry, i) => {
    if (!same(entry, rows[i]!.leaf)) throw new Error(`The leaf ${i} is another inside.`);
  });
  const last = new Map<string, { seq: number; hash: Uint8Array }>();
  rows.forEach(({ leaf: bytes }, i) => {
    const leaf = parseLeaf(bytes);
    const before = last.get(leaf.stream);
    if (before && (leaf.seq !== before.seq + 1 || !same(leaf.previous!, before.hash)))
      throw new Error(`The leaf ${i} does not follow on the one before it.`);
    last.set(leaf.stream, { seq: leaf.seq, hash: leafHash(nodeSha256, bytes) });
  });
  return checkpoint;
}

/** How many lines of conversations' logs and of the organization's there are, and how many of them have a leaf. */
export async function sequencedOf(db: Db): Promise<{ lines: number; leaves: number }> {
  const row = await db.row<{ lines: number; leaves: number }>(
    `select count(*) as lines, count(f.leaf) as leaves from log l join stream s on s.id = l.stream_id and s.kind in ('conversation', 'organization')
     left join ledger_leaf f on f.stream_id = l.stream_id and f.ev = l.ev`,
  );
  return row!;
}
