import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { type Deflated, Deflating } from './deflating.ts';

/** Packed bytes that wait to be written together, and that are read together. */
const together = 128 * 1024;

/** A content of a zip that grows while others are written: deflated at once into a file beside it, and copied from there at the end. */
export class Spool {
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly hash = createHash('sha256');
  private readonly deflating = new Deflating((bytes) => {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  });
  private waiting: Buffer[] = [];
  private waitingBytes = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.file = file;
  }

  static async create(path: string): Promise<Spool> {
    return new Spool(path, await open(path, 'w', 0o600));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    await this.deflating.write(bytes);
    if (this.waitingBytes >= together) await this.flush();
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    await this.file.appendFile(bytes);
  }

  /** Nothing more comes. Answers what it has become, and the SHA-256 of the content, hexadecimal. */
  async end(): Promise<{ deflated: Deflated; digest: string }> {
    await this.deflating.end();
    await this.flush();
    await this.file.close();
    return { deflated: this.deflating, digest: this.hash.digest('hex') };
  }

  /** What was packed. */
  read(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path, { highWaterMark: together });
  }

  /** Lets go of it and takes the file away, ended or not. */
  async remove(): Promise<void> {
    this.deflating.destroy();
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}
