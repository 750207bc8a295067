import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findOffice } from '@rapport/platform';

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

/** Whether office files become PDFs here; false, with a loud line, where LibreOffice or its fence is missing. */
export async function hasFencedOffice(): Promise<boolean> {
  const office = await findOffice({ officePreviews: 'fenced' });
  if (typeof office !== 'string') return true;
  const wanted = 'libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui, bubblewrap';
  console.warn(`\nNOT TRIED: what needs LibreOffice in a fence: ${office} (Debian packages ${wanted}; user namespaces).\n`);
  return false;
}
