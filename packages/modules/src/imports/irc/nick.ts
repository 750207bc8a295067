/** Nicks are compared as RFC 2812 §2.2 says: without case, and `{}|^` are the lower case of `[]\~`. */
export function nickKey(nick: string): string {
  return nick.toLowerCase().replace(/[[\]\\~]/g, (ch) => LOWER[ch]!);
}

const LOWER: Record<string, string> = { '[': '{', ']': '}', '\\': '|', '~': '^' };
