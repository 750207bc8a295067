import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';

export interface ComposedMail {
  from: { name: string; address: string };
  to: readonly { name: string; address: string }[];
  cc?: { name: string; address: string }[];
  /** Where answers go when not to `from`. */
  replyTo?: { name: string; address: string };
  subject: string;
  date: Date;
  /** With its angle brackets, as those of `references`. */
  messageId: string;
  /** Oldest first; the last is what it answers. */
  references?: readonly string[];
  headers?: Record<string, string>;
  text: string;
  html?: string;
  attachments?: readonly { filename: string; contentType: string; content: Readable | Buffer | string }[];
}

/** Lines of a mail end with CRLF (RFC 5322 §2.3). */
const lined = (text: string): string => text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n');

const usual = new Map(['Message-ID', 'MIME-Version', 'In-Reply-To', 'Content-ID'].map((name) => [name.toLowerCase(), name]));

/** Names of headers as they are written: those given stay as they are. */
function spelling(headers: Record<string, string>): (name: string) => string {
  const given = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  return (name) => {
    const key = name.trim().toLowerCase();
    return given.get(key) ?? usual.get(key) ?? key.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  };
}

/**
 * A mail as bytes (RFC 5322, MIME), lines ending with CRLF. Attachments are read as they come, one after the other. Nothing in it is looked up: no file, no
 * address.
 */
export function composeMail({
  to,
  references = [],
  attachments = [],
  headers = {},
  text,
  html,
  ...mail
}: ComposedMail): Readable {
  return new MailComposer({
    ...mail,
    to: [...to],
    text: lined(text),
    ...(html === undefined ? {} : { html: lined(html) }),
    headers,
    normalizeHeaderKey: spelling(headers),
    ...(references.length > 0 ? { references: [...references], inReplyTo: references.at(-1)! } : {}),
    attachments: attachments.map((one) => ({ ...one, contentDisposition: 'attachment', contentTransferEncoding: 'base64' })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .createReadStream();
}
