/** How text is written; undefined when the bytes are no text. */
export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

const charsets: readonly Charset[] = ['utf-8', 'gb18030'];

/** Bytes of a beginning that may be cut within a character: up to three more bytes would have completed it. */
function decodes(bytes: Uint8Array, charset: Charset, whole: boolean): boolean {
  const decoder = new TextDecoder(charset, { fatal: true });
  try {
    decoder.decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Control characters that no text has; tab, line feed, form feed, return, escape (terminal logs) and backspace pass. */
function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((b) => b < 8 || b === 11 || (b > 13 && b < 27) || (b > 27 && b < 32) || b === 127);
}

/** The charset of a beginning of a file. Chinese text of old systems is GB18030, of which GBK and GB2312 are parts. */
export function charsetOf(head: Uint8Array, whole: boolean): Charset | undefined {
  if (head.length === 0) return undefined;
  if (head[0] === 0xff && head[1] === 0xfe && head.length % 2 === 0)
    return decodes(head, 'utf-16le', whole) ? 'utf-16le' : undefined;
  if (head[0] === 0xfe && head[1] === 0xff && head.length % 2 === 0)
    return decodes(head, 'utf-16be', whole) ? 'utf-16be' : undefined;
  if (hasControls(head)) return undefined;
  return charsets.find((charset) => decodes(head, charset, whole) && (charset !== 'gb18030' || looksChinese(head)));
}

/** Nearly any bytes decode as GB18030, so most of what is decoded must be common Chinese, kana or ASCII. */
function looksChinese(head: Uint8Array): boolean {
  const text = new TextDecoder('gb18030').decode(head, { stream: true });
  const wide = [...text].filter((c) => c > '\u007f');
  const common = wide.filter((c) => /[\u4e00-\u9fff\u3000-\u30ff\uff00-\uffef\u2010-\u2030·]/.test(c));
  return wide.length > 0 && common.length / wide.length > 0.9;
}

/** Decodes a beginning; what is cut at the end is left out. */
export const decodeText = (bytes: Uint8Array, charset: Charset): string =>
  new TextDecoder(charset).decode(bytes, { stream: true });

const byExtension: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  css: 'text/css',
  htm: 'text/html',
  html: 'text/html',
  ics: 'text/calendar',
  js: 'text/javascript',
  json: 'application/json',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  tsv: 'text/tab-separated-values',
  vcf: 'text/vcard',
  xml: 'application/xml',
};

/** The type of text. A name may only choose among types that are never shown as anything but text. */
export function textTypeOf(head: string, name: string): string {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  // Whatever a browser might take for a page counts as one, whatever its name.
  if (/<svg[\s>]/i.test(head)) return 'image/svg+xml';
  if (/<(?:!doctype html|html|head|body|script|iframe)[\s>]/i.test(head)) return 'text/html';
  return byExtension[extension] ?? 'text/plain';
}
