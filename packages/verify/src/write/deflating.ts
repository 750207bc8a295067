import { crc32, createDeflateRaw } from 'node:zlib';

/** Bytes that zlib packs before it comes back to this thread. */
const packedAtOnce = 64 * 1024;

/** What a directory of a zip says of a content. */
export interface Deflated {
  crc: number;
  /** Bytes of it, and of it packed. */
  size: number;
  packed: number;
}

/** Deflates what comes piece by piece, on another thread; the same content becomes the same bytes, however it is cut. */
export class Deflating implements Deflated {
  crc = 0;
  size = 0;
  packed = 0;
  private readonly deflate = createDeflateRaw({ level: 3, memLevel: 9, chunkSize: packedAtOnce });

  /** `out` is told of what is packed, while a piece is written and at the end. */
  constructor(out: (bytes: Buffer) => void) {
    this.deflate.on('data', (bytes: Buffer) => {
      this.packed += bytes.length;
      out(bytes);
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    this.crc = crc32(bytes, this.crc);
    this.size += bytes.length;
    return new Promise((resolve, reject) => this.deflate.write(bytes, (error) => (error ? reject(error) : resolve())));
  }

  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.deflate.once('error', reject).once('end', resolve);
      this.deflate.end();
    });
  }

  destroy(): void {
    this.deflate.destroy();
  }
}
