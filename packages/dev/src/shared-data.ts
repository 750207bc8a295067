/**
 * Real input that lives beside the project, never in it: `RAPPORT_SHARED`, or `../shared` next to the checkout. Tests that
 * use it ask `sharedData()` first and are left out, loudly, where it is absent.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** The folder of the shared data, or undefined, having said so once per caller. */
export function sharedData(forWhat: string): string | undefined {
  const folder = join(process.env.RAPPORT_SHARED ?? resolve(root, '../shared'), 'data');
  if (existsSync(join(folder, 'INVENTORY.tsv'))) return folder;
  process.stderr.write(
    `\n!!! NOT RUN: ${forWhat}. No shared data at ${folder}; set RAPPORT_SHARED to the folder that has it.\n\n`,
  );
  return undefined;
}

/** One file of a `.tar.xz` of the shared data. Needs `tar` and `xz` on the machine. */
export function readFromArchive(archive: string, member: string): Buffer {
  return execFileSync('tar', ['-xJOf', archive, member], { maxBuffer: 64 * 1024 * 1024 });
}
