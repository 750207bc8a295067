import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../config.ts';

/** Programs that make PDFs of office files. */
export interface Office {
  /** LibreOffice's own program. */
  soffice: string;
  /** What keeps it away from network and files; absent only where the setting says that it may go without. */
  bwrap?: string;
  /** Folders of ours that may lie within what it sees of this machine: they are empty to it. */
  hidden?: readonly string[];
}

/** Why there are no PDFs of office files: switched off, no LibreOffice, or nothing to fence it with. */
export type NoOffice = 'off' | 'missing' | 'unfenced';

const run = promisify(execFile);
const mib = 1024 * 1024;

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

/**
 * What LibreOffice sees of this machine: programs, fonts and an empty folder in memory; no network, no other process, none of our data.
 * Whoever breaks it with a document finds nothing there, and cannot take anything out but by the page it draws.
 */
export function fenceOf({ soffice, hidden = [] }: Pick<Office, 'soffice' | 'hidden'>): string[] {
  const folder = dirname(dirname(realpathSync(soffice)));
  const shown = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/nix/store', '/etc/libreoffice', '/etc/fonts', '/etc/alternatives'];
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...[...shown, '/etc/ld.so.cache', '/var/cache/fontconfig'].flatMap((path) => ['--ro-bind-try', path, path]),
    // Memory is what its folders are made of: the devices' too.
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(64 * mib), '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...['--size', String(512 * mib), '--tmpfs', '/tmp', '--ro-bind', folder, folder],
    ...hidden.filter((path) => isWithin(path, [...shown, folder])).flatMap((path) => ['--size', String(mib), '--tmpfs', path]),
    ...['--chdir', '/tmp'],
  ];
}

const isWithin = (path: string, shown: readonly string[]): boolean =>
  shown.some((above) => existsSync(above) && path.startsWith(`${realpathSync(above).replace(/\/$/, '')}/`));

/** The data folder and the one we were started in, with its settings, as they are really called. */
function ownFolders(dataDir: string | undefined, soffice: string): string[] {
  const own = [dataDir, process.cwd()].flatMap((path) => (path && existsSync(path) ? [realpathSync(path)] : []));
  // One that holds LibreOffice itself cannot be hidden from it.
  return own.filter((path) => !`${realpathSync(soffice)}/`.startsWith(`${path}/`));
}

/** Whether the fence stands here: containers and hardened kernels may forbid it. */
async function isFenced(bwrap: string, office: Office): Promise<boolean> {
  try {
    await run(bwrap, [...fenceOf(office), '--', '/bin/sh', '-c', 'exit 0'], { timeout: 5_000, env: {} });
    return true;
  } catch {
    return false;
  }
}

/** Looks for the programs. Without a fence a document could read what this account reads, so that has to be asked for. */
export async function findOffice(
  settings: Pick<Settings, 'officePreviews' | 'soffice'> & Partial<Pick<Settings, 'dataDir'>>,
): Promise<Office | NoOffice> {
  if (settings.officePreviews === 'off') return 'off';
  const soffice = settings.soffice ?? onPath('soffice') ?? onPath('libreoffice');
  if (!soffice || !existsSync(soffice)) return 'missing';
  if (settings.officePreviews === 'unfenced') return { soffice };
  const bwrap = onPath('bwrap');
  const office = { soffice, hidden: ownFolders(settings.dataDir, soffice) };
  return bwrap && (await isFenced(bwrap, office)) ? { ...office, bwrap } : 'unfenced';
}
