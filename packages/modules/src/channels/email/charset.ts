/**
 * Bytes of mail as text. Labels lie: `gb2312` means GB18030 on half of China's desktops, `us-ascii` and `iso-8859-1` are what old
 * senders write over anything. A label is believed when the bytes fit it, and looked past when they do not.
 */

/** Labels that the Encoding Standard lacks, or means something narrower by than mail does. */
const aliases: Record<string, string> = {
  gb2312: 'gb18030',
  gb_2312: 'gb18030',
  'gb_2312-80': 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  'euc-cn': 'gb18030',
  'x-euc-cn': 'gb18030',
  chinesebig5: 'big5',
  cp950: 'big5',
  'windows-950': 'big5',
  'big5-hkscs:2004': 'big5',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  ks_c_5601: 'euc-kr',
  uhc: 'euc-kr',
  'tis-620': 'windows-874',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp65001: 'utf-8',
  unicode: 'utf-16le',
  utf8mb4: 'utf-8',
};
const decoders = new Map<string, InstanceType<typeof TextDecoder> | undefined>();

/** A decoder is kept by its label; labels are the sender's, so only those that name an encoding are kept. */
function decoderOf(label: string): InstanceType<typeof TextDecoder> | undefined {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  try {
    const decoder = new TextDecoder(aliases[label] ?? label);
    decoders.set(label, decoder);
    return decoder;
  } catch {
    return undefined;
  }
}

const decodeAs = (label: string, bytes: Uint8Array): string => (decoderOf(label) ?? decoderOf('utf-8')!).decode(bytes);
const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80);
/** Counted in place: what is torn in every letter has as many pieces as letters. */
function replaced(text: string): number {
  let count = 0;
  for (let place = text.indexOf('\uFFFD'); place !== -1; place = text.indexOf('\uFFFD', place + 1)) count += 1;
  return count;
}
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of valid UTF-8. (U+FFFD may stand in it: somebody before us wrote that.) */
function validUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-7 (RFC 2152): Base64 of UTF-16BE between `+` and `-`. Seen in bounces of old Exchange servers. */
function decodeUtf7(bytes: Uint8Array): string {
  return decodeAs('windows-1252', bytes).replace(/\+([A-Za-z0-9+/]*)-?/g, (_, base64: string) =>
    base64 === '' ? '+' : decodeAs('utf-16be', evened(Buffer.from(base64, 'base64'))),
  );
}

const evened = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length & ~1);

/** Seven-bit shifts (HZ, RFC 1843; ISO-2022-KR and -CN with SO/SI): what stands between them gets its eighth bit back. */
function decodeShifted(bytes: Uint8Array, [on, off]: [number[], number[]], label: string): string {
  const out: number[] = [];
  let shifted = false;
  const at = (place: number, mark: number[]): boolean => mark.every((byte, index) => bytes[place + index] === byte);
  for (let place = 0; place < bytes.length; ) {
    if (at(place, on) || at(place, off)) {
      shifted = at(place, on);
      place += on.length;
    } else if (bytes[place] === 0x1b && bytes[place + 1] === 0x24) {
      place += 4; // ESC $ ) C: the announcement of the set
    } else {
      const byte = bytes[place]!;
      if (byte === 0x0a) shifted = false;
      out.push(shifted && byte > 0x20 ? byte | 0x80 : byte);
      place += 1;
    }
  }
  return decodeAs(label, Uint8Array.from(out));
}

const shifts: Record<string, (bytes: Uint8Array) => string> = {
  'utf-7': decodeUtf7,
  'unicode-1-1-utf-7': decodeUtf7,
  'hz-gb-2312': (bytes) =>
    decodeShifted(
      bytes,
      [
        [0x7e, 0x7b],
        [0x7e, 0x7d],
      ],
      'gb18030',
    ),
  'iso-2022-kr': (bytes) => decodeShifted(bytes, [[0x0e], [0x0f]], 'euc-kr'),
  'iso-2022-cn': (bytes) => decodeShifted(bytes, [[0x0e], [0x0f]], 'gb18030'),
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

interface Fit {
  /** Pairs of the frequent part of the set, of all high bytes' units. */
  rate: number;
  pairs: number;
}

/** How well bytes read as a double-byte set: units that are pairs of its frequent rows, of all units that begin with a high byte. */
function fit(bytes: Uint8Array, isPair: (trail: number) => boolean, isFrequent: (lead: number, trail: number) => boolean): Fit {
  let units = 0;
  let pairs = 0;
  for (let place = 0; place < bytes.length; place++) {
    const lead = bytes[place]!;
    if (lead < 0x80) continue;
    units += 1;
    const trail = bytes[place + 1] ?? 0;
    // Four bytes of GB18030: high, digit, high, digit. No other set has them.
    if (isDigit(trail) && (bytes[place + 2] ?? 0) > 0x80 && isDigit(bytes[place + 3] ?? 0)) {
      pairs += 1;
      place += 3;
      continue;
    }
    if (lead === 0x80 || !isPair(trail)) continue;
    if (isFrequent(lead, trail)) pairs += 1;
    place += 1;
  }
  return { rate: units === 0 ? 0 : pairs / units, pairs };
}

const gb = (bytes: Uint8Array): Fit =>
  fit(
    bytes,
    (trail) => trail >= 0x40 && trail !== 0x7f && trail !== 0xff,
    (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)),
  );
const big5 = (bytes: Uint8Array): Fit =>
  fit(
    bytes,
    (trail) => (trail >= 0x40 && trail <= 0x7e) || (trail >= 0xa1 && trail <= 0xfe),
    (lead) => lead >= 0xa1 && lead <= 0xc6,
  );

/** Kana of EUC-JP: two of its rows hold a third of every Japanese text, and GB2312 has the same rows for it. */
const kana = (bytes: Uint8Array): Fit =>
  fit(
    bytes,
    (trail) => trail >= 0xa1,
    (lead) => lead === 0xa4 || lead === 0xa5,
  );

/** So many bytes tell what the others are in. */
const tellsAtMost = 256 * 1024;

/** The encoding of East Asia that bytes are very likely in. Western text has few neighbouring high bytes: it is none. */
function likelyDoubleByte(whole: Uint8Array): 'gb18030' | 'big5' | 'euc-jp' | undefined {
  const bytes = whole.subarray(0, tellsAtMost);
  const isEuc =
    fit(
      bytes,
      (trail) => trail >= 0xa1,
      (lead) => lead >= 0xa1,
    ).rate >= 0.95;
  if (isEuc && kana(bytes).pairs >= 3 && kana(bytes).rate >= 0.3) return 'euc-jp';
  const asGb = gb(bytes);
  const asBig5 = big5(bytes);
  const best = asBig5.rate > asGb.rate ? asBig5 : asGb;
  if (best.pairs < 2 || best.rate < 0.85) return undefined;
  return best === asGb ? 'gb18030' : 'big5';
}

/** The text of bytes whose label is missing or does not fit. */
function sniffed(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes);
  const valid = validUtf8(bytes);
  if (valid !== undefined) return valid;
  const text = decodeAs('utf-8', bytes);
  const lost = replaced(text);
  const likely = likelyDoubleByte(bytes);
  if (likely !== undefined) return decodeAs(likely, bytes);
  // A long UTF-8 text with one torn character is still UTF-8.
  let kept = 0;
  for (const letter of text) if (letter > '\u007f' && letter !== '\uFFFD') kept += 1;
  return kept > lost ? text : decodeAs('windows-1252', bytes);
}

/** Labels that senders write without looking: believed only as long as nothing better fits. */
const careless =
  /^(|us-ascii|ascii|ansi_x3\.4-1968|iso-8859-1|latin1|windows-1252|utf-?8|unknown(-8bit)?|x-unknown|default|8bit|binary)$/;

/** The text of bytes labelled so; never throws. */
export function decodeText(bytes: Uint8Array, label = ''): string {
  const name = label
    .trim()
    .toLowerCase()
    .replace(/^["']+|["'*]+$/g, '');
  const shift = shifts[name];
  if (shift !== undefined) return shift(bytes);
  const escaped = bytes.includes(0x1b);
  if (escaped && (careless.test(name) || name.startsWith('iso-2022-jp')) && isAscii(bytes)) return decodeAs('iso-2022-jp', bytes);
  if (careless.test(name)) return isAscii(bytes) ? decodeAs('windows-1252', bytes) : sniffed(bytes);
  const decoder = decoderOf(name);
  if (decoder === undefined) return sniffed(bytes);
  const text = decoder.decode(bytes);
  const lost = replaced(text);
  if (lost === 0 || isAscii(bytes)) return text;
  const other = sniffed(bytes);
  return replaced(other) < lost && replaced(other) === 0 && likelyDoubleByte(bytes) !== undefined ? other : text;
}
