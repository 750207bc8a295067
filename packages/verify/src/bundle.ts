/** What is handed in is no bundle, or cannot be read: not a verdict on records, but none is possible. */
export class BadBundleError extends Error {
  override name = 'BadBundleError';
}

/** The files of a bundle, wherever they lie: a zip, a folder, what somebody chose in a browser. */
export interface Bundle {
  /** Every path, sorted. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  size(path: string): number;
  stream(path: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Files that lie in a bundle; more is refused. */
export const mostFiles = 500_000;
const longestPath = 300;
const step = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Paths of bundles: no `..`, nothing absolute, no backslashes, no letters beyond ASCII. */
export const isPath = (path: string): boolean =>
  path.length <= longestPath && path.split('/').every((name) => step.test(name) && !name.endsWith('.'));

/** Reads a small file whole. @throws BadBundleError where it is larger than `most` bytes */
export async function readWhole(bundle: Bundle, path: string, most: number): Promise<Uint8Array> {
  const size = bundle.size(path);
  if (size > most) throw new BadBundleError(`${path} has ${size} bytes, more than ${most}.`);
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of bundle.stream(path)) {
    if (at + piece.length > size) throw new BadBundleError(`${path} is longer than it says.`);
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at !== size) throw new BadBundleError(`${path} is shorter than it says.`);
  return bytes;
}
