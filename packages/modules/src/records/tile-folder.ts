import { link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Checkpoint, parseCheckpoint, parseNote, type TileStore } from '@rapport/ledger';
import { pgCode as codeOf, newId } from '@rapport/platform';

const missing = (error: unknown): undefined => {
  if (codeOf(error) === 'ENOENT') return undefined;
  throw error;
};

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  // Some systems do not sync folders; there a rename is as durable as it gets.
  await handle.sync().catch(() => undefined);
  await handle.close();
}

/** Writes a file whole or not at all; on the disk, with its name, when it resolves. */
async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = `${path}.${newId()}.part`;
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, path);
  } catch (error) {
    // A full disk: nothing is left to make it fuller.
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(folder);
  // Folders made on the way have names, too.
  for (let at = folder; made !== undefined && at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at));
}

/** The newest checkpoint that lies outside the database, and the log it is of. */
export interface Outside extends Checkpoint {
  epoch: number;
  note: string;
}

/**
 * What of the ledger lies outside the database: tiles, and the newest checkpoint of each log, in `<data>/ledger/<epoch>/`. No part of backups by
 * intent: what is restored is held against it.
 */
export class TileFolder {
  private readonly root: string;

  constructor(dataDir: string) {
    this.root = join(dataDir, 'ledger');
  }

  /** Tells this folder from others; made when it is first asked for. Of two that ask at once both get the same. */
  async mark(): Promise<string> {
    const path = join(this.root, 'mark');
    const known = async () => (await readFile(path, 'utf8').catch(missing))?.trim();
    const found = await known();
    if (found) return found;
    const own = join(this.root, `mark.${newId()}`);
    await writeDurably(own, `${newId()}\n`);
    await link(own, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await rm(own, { force: true });
    await syncFolder(this.root);
    return (await known())!;
  }

  store(epoch: number): TileStore {
    const folder = join(this.root, String(epoch));
    return {
      read: async (path) => readFile(join(folder, path)),
      async write(path, bytes) {
        await writeDurably(join(folder, path), bytes);
        // Partial ones are not needed beside the full one (C2SP tlog-tiles).
        if (!path.includes('.p/')) await rm(join(folder, `${path}.p`), { recursive: true, force: true });
      },
    };
  }

  /** Undefined when there is no such tile or bundle. */
  read(epoch: number, path: string): Promise<Buffer | undefined> {
    return readFile(join(this.root, String(epoch), path)).catch(missing);
  }

  async writeCheckpoint(epoch: number, note: string): Promise<void> {
    await writeDurably(join(this.root, String(epoch), 'checkpoint'), note);
  }

  /** The newest checkpoint of the newest log. */
  async outside(): Promise<Outside | undefined> {
    const names = (await readdir(this.root).catch(missing)) ?? [];
    const epochs = names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number);
    for (const epoch of epochs.sort((a, b) => b - a)) {
      const note = await readFile(join(this.root, String(epoch), 'checkpoint'), 'utf8').catch(missing);
      if (note !== undefined) return { ...parseCheckpoint(parseNote(note).text), epoch, note };
    }
    return undefined;
  }
}
