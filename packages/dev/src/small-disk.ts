import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of its own that can be filled, where the account may mount one; else a plain folder, and `mounted` says no. */
export class SmallDisk {
  readonly folder: string;
  mounted = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(megabytes: number): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o755 });
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
    this.mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', this.folder]).then(
      () => true,
      () => false,
    );
  }

  /** Nothing more fits. */
  async fill(): Promise<void> {
    if (!this.mounted) throw new Error('Only a disk of its own may be filled.');
    const block = Buffer.alloc(1 << 20);
    const handle = await open(join(this.folder, 'filler'), 'a');
    try {
      for (let size = block.length; size > 0; ) {
        const wrote = await handle.write(block, 0, size).then(
          ({ bytesWritten }) => bytesWritten,
          () => 0,
        );
        if (wrote < size) size = wrote > 0 ? wrote : size >> 1;
      }
    } finally {
      await handle.close();
    }
  }

  async free(): Promise<void> {
    await rm(join(this.folder, 'filler'), { force: true });
  }

  async close(): Promise<void> {
    if (this.mounted) await run('umount', ['-l', this.folder]).catch(() => undefined);
    this.mounted = false;
    await rm(this.folder, { recursive: true, force: true });
  }
}
