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
}

/** Why there are no PDFs of office files: switched off, no LibreOffice, or nothing to fence it with. */
export type NoOffice = 'off' | 'missing' | 'unfenced';

const run = promisify(execFile);

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

/**
 * What LibreOffice sees of this machine: programs, fonts and an empty folder in memory; no network, no other process, none of our data.
 * Whoever breaks it with a document finds nothing there, and cannot take anything out but by the page it draws.
 */
export function fenceOf({ soffice }: Pick<Office, 'soffice'>): string[] {
  const folder = dirname(dirname(realpathSync(soffice)));
  const shown = [
    '/usr',
    '/bin',
    '/sbin',
    '/lib',
    '/lib64',
    '/opt',
    '/nix/store',
    '/etc/libreoffice',
    '/etc/fonts',
    '/etc/alternatives',
  ];
  return [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...[...shown, '/etc/ld.so.cache', '/var/cache/fontconfig'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(512 * 1024 * 1024), '--tmpfs', '/tmp'],
    ...['--ro-bind', folder, folder, '--chdir', '/tmp'],
  ];
}

/** Whether the fence stands here: containers and hardened kernels may forbid it. */
async function isFenced(bwrap: string, soffice: string): Promise<boolean> {
  try {
    await run(bwrap, [...fenceOf({ soffice }), '--', '/bin/sh', '-c', 'exit 0'], { timeout: 5_000, env: {} });
    return true;
  } catch {
    return false;
  }
}

/** Looks for the programs. Without a fence a document could read what this account reads, so that has to be asked for. */
export async function findOffice(settings: Pick<Settings, 'officePreviews' | 'soffice'>): Promise<Office | NoOffice> {
  if (settings.officePreviews === 'off') return 'off';
  const soffice = settings.soffice ?? onPath('soffice') ?? onPath('libreoffice');
  if (!soffice || !existsSync(soffice)) return 'missing';
  if (settings.officePreviews === 'unfenced') return { soffice };
  const bwrap = onPath('bwrap');
  return bwrap && (await isFenced(bwrap, soffice)) ? { soffice, bwrap } : 'unfenced';
}
