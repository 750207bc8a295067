import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import type { Db } from '@rapport/platform';

/** What a peer needs to begin: a folder and an empty database of its own, a free port, and how many people. */
export interface PeerSetting {
  folder: string;
  databaseUrl: string;
  db: Db;
  port: number;
  people: number;
}

/** Another server that speaks XMPP, from its Debian packages. Both archive durably in PostgreSQL, before anybody is told. */
export interface PeerProgram {
  name: 'ejabberd' | 'prosody';
  /** The settings that decide its speed, for the report. */
  settings: string;
  packages: string[];
  /** Files without which it cannot run. */
  files: string[];
  /** Fills the database, writes the configuration and starts it. */
  start(setting: PeerSetting): Promise<ChildProcess>;
  /** A query with one column `n`: messages archived so far, of groups or of pairs (those are archived once for each side). */
  archived: { group: string; direct: string };
}

/** Everybody's password; the server listens on 127.0.0.1 as long as the benchmark runs. */
export const peerPassword = 'bench';
export const peerHost = 'localhost';
export const peerRooms = 'conference.localhost';

const readable = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whether the Debian packages are there. */
export const isInstalled = (program: PeerProgram): boolean => program.files.every(readable);

/** Throws an error that names what to install. */
export function requireInstalled(program: PeerProgram): void {
  const missing = program.files.filter((file) => !readable(file));
  if (missing.length > 0)
    throw new Error(
      `${program.name} is not installed (${missing.join(', ')} cannot be read). On Debian: apt-get install ${program.packages.join(' ')}`,
    );
}

/** Parts of a database's address. */
export function addressOf(databaseUrl: string) {
  const url = new URL(databaseUrl);
  return {
    host: url.hostname,
    port: Number(url.port),
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}
