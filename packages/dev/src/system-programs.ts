import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where a system program lies; undefined, with a loud line, where it is missing. Debian keeps servers in folders that the PATH of
 * ordinary users does not name.
 */
export function findProgram(name: string, debianPackage: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    '/usr/sbin',
    '/usr/local/sbin',
  ];
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found) console.warn(`\nNOT TRIED: what needs ${name}, which is not here (Debian package ${debianPackage}).\n`);
  return found;
}
