import { isAddress } from './addresses.ts';
import { headerOf } from './headers.ts';
import { marksIn, rootKey } from './message-ids.ts';
import type { Mail } from './read-mail.ts';

/** What a mail tells of where it belongs, the surest first. */
export interface ThreadMarks {
  /** Native ids that it answers: those our own marks name first, then In-Reply-To, then References from the nearest on. */
  answers: string[];
  /** The key of its thread when none of them is known. */
  fallback: string;
}

/** Marks may stand in every address that the mail was sent to or came by, in the ids it answers, and in its text. */
export function threadMarks(
  mail: Mail,
  { key, domain, envelope }: { key: string; domain: string; envelope: readonly string[] },
): ThreadMarks {
  const addresses = [...mail.to, ...mail.cc, ...mail.deliveredTo].map(({ address }) => address);
  const references = [...mail.references].reverse();
  const own = (text: string): string[] => marksIn(key, text).map((mark) => `${mark}@${domain}`);
  const answers = [
    ...own([...envelope, ...addresses].join('\n')),
    ...own(mail.inReplyTo.join('\n')),
    ...mail.inReplyTo,
    ...own(references.join('\n')),
    ...references,
    ...own(`${mail.text}\n${mail.html ?? ''}`),
  ];
  const root =
    mail.references[0] ?? mail.inReplyTo[0] ?? mail.messageId ?? `${mail.date ?? ''} ${mail.from?.address ?? ''} ${mail.subject}`;
  return { answers: [...new Set(answers)], fallback: threadKey(rootKey(root), mail) };
}

const indexHead = 22;

/** Outlook groups by Thread-Index alone: its head goes into the thread's key, so that answers can give it back. */
function threadKey(root: string, mail: Mail): string {
  const index = Buffer.from(headerOf(mail.headers, 'thread-index') ?? '', 'base64');
  return index.length < indexHead ? root : `${root}.${index.subarray(0, indexHead).toString('base64url')}`;
}

/** The Thread-Index of an answer: the head of the thread's, and a child of five bytes ([MS-OXOMSG] 2.2.1.3). */
export function threadIndexOf(thread: string, at: number): string | undefined {
  const head = /^[0-9a-f]{24}\.([\w-]{30})$/.exec(thread)?.[1];
  if (head === undefined) return undefined;
  const child = Buffer.alloc(5);
  child.writeUInt32BE(Math.floor(at / 1_000) % 0x1_0000_0000);
  return Buffer.concat([Buffer.from(head, 'base64url'), child]).toString('base64');
}

/** Whom an answer may name in its headers: what the mail says, as far as it is an address. */
export const addressable = (list: readonly { name: string; address: string }[]): { address: string; name?: string }[] =>
  list.filter(({ address }) => isAddress(address)).map(({ address, name }) => (name === '' ? { address } : { address, name }));
