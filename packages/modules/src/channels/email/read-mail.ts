import { type Address, parseAddresses } from './addresses.ts';
import { decodeWords, type Header, headerOf, headersOf } from './headers.ts';
import { htmlToText } from './html-text.ts';
import { bodyOf, type MimePart, parseMime, textOf } from './mime.ts';
import { readTnef } from './tnef.ts';

export interface MailFile {
  name: string;
  type: string;
  /** Without angle brackets; the HTML names it as `cid:`. */
  contentId?: string;
  /** Shown within the HTML, not listed. */
  inline: boolean;
  content: Uint8Array;
}

export interface Mail {
  headers: Header[];
  /** Ids without angle brackets. */
  messageId?: string;
  inReplyTo: string[];
  /** Oldest first. */
  references: string[];
  subject: string;
  from?: Address;
  sender?: Address;
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  /** Every address that a header says it was delivered to: Delivered-To, X-Original-To, Envelope-To. */
  deliveredTo: Address[];
  returnPath?: string;
  /** Unix ms; undefined when the header is missing or no date. */
  date?: number;
  text: string;
  html?: string;
  files: MailFile[];
  root: MimePart;
}

/** A body longer than this is cut in `text`; the bytes of the mail are kept whole elsewhere. */
const textAtMost = 1_000_000;
const idsAtMost = 200;
/** Addresses of one kind. */
const addressesAtMost = 2_000;
/** HTML longer than this has more words than are shown as text. */
const htmlAtMost = 2_000_000;

/** Message ids of a header. Some senders leave the angles out, or write a name beside them. */
export function idsOf(header: string | undefined): string[] {
  if (header === undefined) return [];
  const angled = [...header.matchAll(/<\s*([^<>\s]+)\s*>/g)].map((match) => match[1]!);
  // In pieces first: looked for in the whole, a header without any `@` would cost its length squared.
  const pieces = (): string[] => header.slice(0, 8_000).split(/[\s<>,;]+/);
  const found = angled.length > 0 ? angled : pieces().filter((one) => /.@./.test(one));
  return [...new Set(found)].slice(-idsAtMost).filter((id) => id.length <= 995);
}

interface Collected {
  texts: string[];
  htmls: string[];
  files: MailFile[];
}

const extensions: Record<string, string> = {
  'text/calendar': 'invitation.ics',
  'text/html': 'message.html',
  'text/plain': 'text.txt',
  'message/rfc822': 'message.eml',
  'message/delivery-status': 'delivery-status.txt',
  'message/disposition-notification': 'disposition.txt',
  'text/rfc822-headers': 'headers.txt',
  'image/png': 'image.png',
  'image/jpeg': 'image.jpg',
  'image/gif': 'image.gif',
  'application/pdf': 'document.pdf',
};

/** A name that stands for itself: no path, no controls. */
function nameOf(part: MimePart): string {
  const given = (part.filename ?? '')
    .replace(/^.*[\\/]/s, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  if (given !== '') return given;
  if (part.type !== 'message/rfc822') return extensions[part.type] ?? 'attachment.bin';
  const subject = decodeWords(headerOf(parseMime(part.raw).headers, 'subject') ?? '');
  return `${
    subject
      .replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')
      .trim()
      .slice(0, 120) || 'message'
  }.eml`;
}

function addFile(part: MimePart, found: Collected): void {
  const content = bodyOf(part);
  const tnef = part.type === 'application/ms-tnef' || /^winmail\.dat$/i.test(part.filename ?? '') ? readTnef(content) : undefined;
  if (tnef !== undefined) {
    if (found.texts.length === 0 && tnef.text) found.texts.push(tnef.text.replace(/\r\n?/g, '\n'));
    if (found.htmls.length === 0 && tnef.html) found.htmls.push(tnef.html);
    for (const file of tnef.files)
      found.files.push({ name: file.name, type: file.type ?? 'application/octet-stream', inline: false, content: file.content });
    if (tnef.rtf !== undefined && !tnef.text && !tnef.html)
      found.files.push({ name: 'message.rtf', type: 'application/rtf', inline: false, content: tnef.rtf });
    return;
  }
  const inline = part.contentId !== undefined && part.disposition !== 'attachment' && part.type.startsWith('image/');
  const { contentId } = part;
  found.files.push({ name: nameOf(part), type: part.type, inline, content, ...(contentId ? { contentId } : {}) });
}

/** A text with a name is a file, unless nothing has been said before it: some senders name the body. */
const isText = (part: MimePart, found: Collected): boolean =>
  (part.type === 'text/plain' || part.type === 'text/html') &&
  part.disposition !== 'attachment' &&
  (part.filename === undefined || (found.texts.length === 0 && found.htmls.length === 0 && found.files.length === 0));

/** Of alternatives the sender means one: the last HTML and the last plain text; other kinds (an invitation) are files. */
function collectAlternatives(part: MimePart, found: Collected): void {
  const each = part.children.map((child) => {
    const collected: Collected = { texts: [], htmls: [], files: [] };
    collect(child, collected);
    return collected;
  });
  const texts = each.filter(({ texts: list }) => list.some((text) => text.trim() !== ''));
  const htmls = each.filter(({ htmls: list }) => list.length > 0);
  found.texts.push(...(texts.at(-1)?.texts ?? []));
  found.htmls.push(...(htmls.at(-1)?.htmls ?? []));
  for (const { files } of each) found.files.push(...files);
}

function collect(part: MimePart, found: Collected): void {
  if (part.type === 'multipart/alternative' && part.children.length > 0) collectAlternatives(part, found);
  else if (part.children.length > 0) for (const child of part.children) collect(child, found);
  else if (part.type.startsWith('multipart/')) {
    // A multipart without parts: whatever is in it is read as a text.
    if (part.raw.length > 0) found.texts.push(textOf({ ...part, type: 'text/plain' }));
  } else if (isText(part, found)) {
    const text = textOf(part);
    if (part.type === 'text/html') found.htmls.push(text);
    else found.texts.push(text);
  } else addFile(part, found);
}

/** The sender's time, if it can be one: years that no mail has are a clock's fault. */
function dateOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const time = Date.parse(
    header
      .slice(0, 200)
      .replace(/\([^)]*\)/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  return time > 0 && time < 4_102_444_800_000 ? time : undefined;
}

const firstOf = (header: string | undefined): Address | undefined => parseAddresses(header)[0];

/**
 * What a mail says (RFC 5322, MIME). Never throws: malformed mail is read as far as it can be, and a text is always there, be it
 * empty. Attached messages are files; nothing within them counts as this mail's words.
 */
export function readMail(bytes: Uint8Array): Mail {
  const root = parseMime(bytes);
  const { headers } = root;
  const found: Collected = { texts: [], htmls: [], files: [] };
  collect(root, found);
  const html = found.htmls.length > 0 ? found.htmls.join('\n<hr>\n') : undefined;
  const plain = found.texts.map((text) => text.trimEnd()).filter((text) => text !== '');
  const text = plain.length > 0 ? plain.join('\n\n') : html === undefined ? '' : htmlToText(html.slice(0, htmlAtMost));
  const [messageId] = idsOf(headerOf(headers, 'message-id'));
  const from = firstOf(headerOf(headers, 'from'));
  const sender = firstOf(headerOf(headers, 'sender'));
  const returnPath = headerOf(headers, 'return-path');
  const date = dateOf(headerOf(headers, 'date'));
  const all = (name: string) => headersOf(headers, name).flatMap(parseAddresses).slice(0, addressesAtMost);
  return {
    headers,
    ...(messageId === undefined ? {} : { messageId }),
    inReplyTo: idsOf(headerOf(headers, 'in-reply-to')),
    references: headersOf(headers, 'references').flatMap(idsOf).slice(-idsAtMost),
    subject: decodeWords(headerOf(headers, 'subject') ?? '').slice(0, 1_000),
    ...(from === undefined ? {} : { from }),
    ...(sender === undefined ? {} : { sender }),
    replyTo: all('reply-to'),
    to: all('to'),
    cc: all('cc'),
    deliveredTo: ['delivered-to', 'x-original-to', 'envelope-to', 'x-forwarded-to', 'apparently-to'].flatMap(all),
    ...(returnPath === undefined ? {} : { returnPath: firstOf(returnPath)?.address ?? '' }),
    ...(date === undefined ? {} : { date }),
    text: text.slice(0, textAtMost).toWellFormed(),
    ...(html === undefined ? {} : { html: html.toWellFormed() }),
    files: found.files,
    root,
  };
}
