const utf8 = new TextDecoder('utf-8', { fatal: true });
/** 0x80–0x9f of Windows-1252 (encoding.spec.whatwg.org); Node 20 decodes that range as Latin-1. */
const WESTERN = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The bytes of a line → text. Decided line by line: logs mix encodings, because each client wrote its own. */
export function decodeLine(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (ch) => WESTERN[ch.charCodeAt(0) - 0x80]!);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: mIRC's formatting codes are control characters
const FORMATTING = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-f]{6}(?:,[0-9a-f]{6})?)?|[\x02\x0f\x11\x16\x1d\x1e\x1f]/gi;

/** Colours and styles of IRC clients away; their letters stay. */
export function withoutFormatting(text: string): string {
  return text.replace(FORMATTING, '');
}
