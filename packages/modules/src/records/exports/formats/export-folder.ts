import type { ZipWriter } from '@rapport/verify';
import type { WalkedFile } from '../walk-shape.ts';

type Piece = Uint8Array | string;

const bytesOf = (piece: Piece): Uint8Array => (typeof piece === 'string' ? Buffer.from(piece) : piece);

/** Folder names are shorter than most disks allow, whatever the letters. */
const mostName = 60;
// What other systems take for something else: separators, devices, marks that turn the reading around, and dots at the ends.
const unsafe = /[\p{C}\p{Z}"*/:<>?\\|]+/gu;

/** A name as part of a path on any system; never empty, never `.` or `..`. */
export function safeName(name: string, otherwise: string): string {
  const clean = name.toWellFormed().normalize('NFC').replace(unsafe, ' ').trim();
  const short = Array.from(clean)
    .slice(0, mostName)
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '');
  return short === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(short) ? otherwise : short;
}

/** The zip that a format writes: one file after the other, each path once. */
export class ExportFolder {
  private readonly zip: ZipWriter;
  private readonly taken = new Set<string>();

  constructor(zip: ZipWriter) {
    this.zip = zip;
  }

  /** A path nobody has: `name.ext`, or with a number behind it. Names that differ by case alone are one on many disks. */
  freePath(stem: string, extension: string): string {
    for (let n = 1; ; n++) {
      const path = `${stem}${n === 1 ? '' : ` (${n})`}${extension}`;
      if (!this.taken.has(path.toLowerCase())) return path;
    }
  }

  /** A folder that nobody else writes into. */
  freeFolder(name: string): string {
    const path = this.freePath(name, '');
    this.taken.add(path.toLowerCase());
    return path;
  }

  /** @throws Error where the path is taken, or leads out of the folder */
  async begin(path: string, how: 'stored' | 'deflated' = 'deflated'): Promise<void> {
    const parts = path.split('/');
    if (
      this.taken.has(path.toLowerCase()) ||
      parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))
    )
      throw new Error('A path of an export is taken, or leads out of it.');
    this.taken.add(path.toLowerCase());
    await this.zip.begin(path, how);
  }

  write(piece: Piece): Promise<void> {
    return this.zip.write(bytesOf(piece));
  }

  end(): Promise<void> {
    return this.zip.end();
  }

  async add(path: string, pieces: Piece | AsyncIterable<Piece>, how: 'stored' | 'deflated' = 'deflated'): Promise<void> {
    await this.begin(path, how);
    if (typeof pieces === 'string' || pieces instanceof Uint8Array) await this.write(pieces);
    else for await (const piece of pieces) await this.write(piece);
    await this.end();
  }

  /** An attachment by its digest, once: `files/<SHA-256>`. Between two files, not within one. */
  async addFile({ digest, open }: Pick<WalkedFile, 'digest' | 'open'>): Promise<void> {
    const path = filePath(digest);
    if (!open || this.taken.has(path)) return;
    await this.add(path, await open(), 'stored');
  }
}

/** Where an attachment lies. */
export const filePath = (digest: string): string => `files/${digest}`;
