import { spawnSync } from 'node:child_process';
import { chmod, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The account that runs the server when Rapport itself runs as root (PostgreSQL refuses root). */
export interface DatabaseUser {
  name: string;
  uid: number;
  gid: number;
}

async function accounts(): Promise<DatabaseUser[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.split(':'));
  return rows
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
}

async function account(name: string): Promise<DatabaseUser | undefined> {
  return (await accounts()).find((one) => one.name === name);
}

function createAccount(name: string): void {
  const tries: [string, string[]][] = [
    ['useradd', ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ];
  for (const [command, args] of tries) if (spawnSync(command, args, { stdio: 'ignore' }).status === 0) return;
}

/**
 * Who runs the database: nobody else (undefined) for an ordinary user; as root the data's owner, `postgres`, `rapport`
 * (created when it can be), or `nobody` as the last resort.
 */
export async function databaseUser(cluster: string): Promise<DatabaseUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) {
    const name = (await accounts()).find(({ uid }) => uid === owner.uid)?.name ?? `uid ${owner.uid}`;
    return { name, uid: owner.uid, gid: owner.gid };
  }
  const known = (await account('postgres')) ?? (await account('rapport'));
  if (known !== undefined) return known;
  createAccount('rapport');
  const user = (await account('rapport')) ?? (await account('nobody'));
  if (user === undefined)
    throw new Error('Running as root, and there is no other account to run PostgreSQL as: create a user named rapport.');
  return user;
}

/**
 * Lets the database's user pass through (not list) every folder above the given one, as it must to open its own files.
 * @returns the folders whose permissions were widened, for the log
 */
export async function makeTraversable(folder: string, user: DatabaseUser): Promise<string[]> {
  const opened: string[] = [];
  for (let path = resolve(folder); ; path = dirname(path)) {
    const { uid, gid, mode } = await stat(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      await chmod(path, (mode & 0o7777) | bit);
      opened.push(path);
    }
    if (path === dirname(path)) return opened;
  }
}
