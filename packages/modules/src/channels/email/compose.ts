import type { Addressee } from '@rapport/contract';
import { composeMail } from '@rapport/platform';
import type { At, Outbound } from '../adapter.ts';
import { headerText, isAddress } from './addresses.ts';
import { markOf } from './message-ids.ts';
import { domainOf, taggedAddress } from './ours.ts';
import type { EmailSettings } from './settings.ts';
import { threadIndexOf } from './threading.ts';

export interface OutgoingMail {
  messageId: string;
  envelope: { from: string; to: string[] };
  raw: Buffer;
}

/** What cannot be a mail: nobody it could go to, a header of two lines. */
export class Unsendable extends Error {
  override name = 'Unsendable';
}

const named = ({ address, name = '' }: Addressee): { address: string; name: string } => {
  if (!isAddress(address)) throw new Unsendable('recipient');
  return { address, name: lined(name) };
};

function lined(text: string): string {
  try {
    return headerText(text);
  } catch {
    throw new Unsendable('header');
  }
}

/** Relays refuse lines of a thousand characters and mails of many references: the first and the newest are kept (RFC 5322 §3.6.4). */
const referencesAtMost = 20;
const referencesOf = (ids: readonly string[]): string[] => {
  const usable = ids.filter((id) => /^[^\s<>]{1,250}$/.test(id)).map((id) => `<${id}>`);
  return usable.length <= referencesAtMost ? usable : [usable[0]!, ...usable.slice(1 - referencesAtMost)];
};

/** The first words stand for a subject that nobody gave. */
const subjectOf = ({ subject, text }: Outbound): string => lined(subject ?? text.trim().split('\n')[0]!.slice(0, 70)) || '…';

/** Headers by which other machines know a machine (RFC 3834), and readers how to end it (RFC 8058, 2369). */
function headersOf(message: Outbound, settings: EmailSettings): Record<string, string> {
  const { automatic, references, unsubscribe, purpose, thread, at } = message;
  const index = threadIndexOf(thread, at);
  const mailto = unsubscribe?.mail ?? settings.address;
  return {
    ...(automatic
      ? { 'Auto-Submitted': references.length > 0 ? 'auto-replied' : 'auto-generated', 'X-Auto-Response-Suppress': 'All' }
      : {}),
    ...(purpose === 'marketing' ? { Precedence: 'bulk' } : {}),
    ...(index === undefined ? {} : { 'Thread-Index': index }),
    ...(unsubscribe === undefined
      ? {}
      : {
          'List-Unsubscribe': `<${lined(unsubscribe.url)}>, <mailto:${lined(mailto)}?subject=unsubscribe>`,
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        }),
  };
}

/** Below what goes to many stands how to end it, for people as for programs. */
const bodyOf = ({ text, unsubscribe }: Outbound): string =>
  unsubscribe === undefined ? text : `${text}\n\n-- \n退订 / Unsubscribe: ${unsubscribe.url}\n`;

/** Only automatic answers have no return path: nobody answers them, and their bounces are nobody's. */
const returnPath = (message: Outbound, settings: EmailSettings, mark: string): string =>
  message.automatic && message.references.length > 0 ? '' : taggedAddress(settings, mark);

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A message as a mail: the same Message-ID at every attempt, answers and bounces marked. @throws Unsendable */
export async function composeOutgoing(message: Outbound, at: At<EmailSettings>): Promise<OutgoingMail> {
  const { settings, account } = at;
  const mark = markOf(at.secret('marks'), message.id);
  const messageId = `${mark}@${domainOf(settings)}`;
  const to = (message.to.length > 0 ? message.to : [{ address: message.handle }]).map(named);
  const cc = message.cc.map(named);
  const contents: Buffer[] = [];
  for (const file of message.files) contents.push(await at.bytesOf(file));
  const name = settings.name ?? account.name;
  const stream = composeMail({
    from: { name: lined(name), address: settings.address },
    to,
    cc,
    ...(settings.tags ? { replyTo: { name: lined(name), address: taggedAddress(settings, mark) } } : {}),
    subject: subjectOf(message),
    date: new Date(message.at),
    messageId: `<${messageId}>`,
    references: referencesOf(message.references),
    headers: headersOf(message, settings),
    text: bodyOf(message),
    attachments: message.files.map((file, index) => ({ filename: file.name, contentType: file.type, content: contents[index]! })),
  });
  const recipients = [...new Set([...to, ...cc].map(({ address }) => address))];
  return { messageId, envelope: { from: returnPath(message, settings, mark), to: recipients }, raw: await bytesOf(stream) };
}
