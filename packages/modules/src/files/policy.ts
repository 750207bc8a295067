/** Pure decisions of this room: no I/O. */

const nameLimit = 200;
/** Control characters, and the marks that turn the direction of writing: `gpj.exe` must not look like `exe.jpg`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** Halves of characters become U+FFFD. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/** A name without folders and without tricks; what is left of nothing is `file` (FI2). */
export function safeName(given: string): string {
  const last = wellFormed(given).normalize('NFC').replace(unseen, '').split(/[/\\]/).at(-1) ?? '';
  const bare = last
    .replace(/^[\s.]+$/, '')
    .trim()
    .replace(/[. ]+$/, '');
  const letters = [...bare];
  if (letters.length === 0) return 'file';
  if (letters.length <= nameLimit) return bare;
  const extension = /\.[^.]{1,16}$/.exec(bare)?.[0] ?? '';
  return letters.slice(0, nameLimit - [...extension].length).join('') + extension;
}

/** Types a browser may show by itself under a sandbox; everything else is only to be saved (FI7). */
export function mayShowInline(type: string): boolean {
  if (type === 'image/svg+xml') return false;
  return /^(image\/(jpeg|png|webp|gif|avif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf|text\/plain)$/.test(type);
}

/** The type that is sent: what could run somewhere is sent as bytes of no kind. */
export function sentType(type: string, charset: string | null): string {
  if (type === 'text/plain') return `text/plain; charset=${charset ?? 'utf-8'}`;
  const active =
    /^(text\/(html|xml|javascript|css)|image\/svg\+xml|application\/(xml|xhtml\+xml|javascript|ecmascript|.*\+xml))$/;
  return active.test(type) ? 'application/octet-stream' : type;
}

/** `Content-Disposition` with the name in ASCII and in UTF-8 (RFC 6266, RFC 8187). */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(wellFormed(name)).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** What may be done with the bytes of a file in a browser: shown, nothing else. PDF viewers do not work in a sandbox. */
export const contentPolicy = (type: string): string =>
  type === 'application/pdf'
    ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    : "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

export interface ByteRange {
  start: number;
  /** Exclusive. */
  end: number;
}

const maxRanges = 8;

/**
 * The `Range` header (RFC 9110 §14.2). Undefined: answer the whole (no range, one we do not understand, or so many that
 * somebody plays). Empty: nothing of it can be satisfied.
 */
export function rangesOf(header: string | undefined, size: number): ByteRange[] | undefined {
  const list = /^bytes=(.+)$/i.exec(header?.trim() ?? '')?.[1];
  if (list === undefined) return undefined;
  const ranges: ByteRange[] = [];
  const specs = list.split(',').map((spec) => spec.trim());
  if (specs.length > maxRanges) return undefined;
  for (const spec of specs) {
    const parts = /^(\d{0,15})-(\d{0,15})$/.exec(spec);
    if (!parts || spec === '-') return undefined;
    const [first, last] = [parts[1] ?? '', parts[2] ?? ''];
    if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
    const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
    const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
    if (start < end) ranges.push({ start, end });
  }
  // Overlapping parts would make the answer longer than the file.
  const wanted = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  return wanted > size ? undefined : ranges;
}
