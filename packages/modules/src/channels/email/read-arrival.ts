import type { Attachment } from '@rapport/contract';
import type { Arrival, At, Inbound, Ingest, Receipt } from '../adapter.ts';
import { isAddress } from './addresses.ts';
import { automaticOf } from './automatic.ts';
import { type DeliveryReport, readDeliveryReport } from './delivery-reports.ts';
import { headerOf } from './headers.ts';
import { idOf, marksIn } from './message-ids.ts';
import { domainOf, ourAddress } from './ours.ts';
import type { Outcome } from './outcomes.ts';
import { type Mail, readMail } from './read-mail.ts';
import { safeHtml, textAsHtml } from './safe-html.ts';
import type { EmailSettings } from './settings.ts';
import { addressable, threadMarks } from './threading.ts';
import { trimReply } from './trim-reply.ts';
import { isVouchedFor } from './trusted.ts';

/** What came beside the bytes. */
interface Beside {
  /** Envelope of the SMTP door. */
  from?: string;
  to?: string[];
  /** The mail was longer than what was kept. */
  cut?: boolean;
}

/** Who writes where a mail names no sender that could be one: shown as it is, answered by nobody. */
const unknownSender = 'unknown-sender@mail.invalid';
/** More are kept in the bytes of the mail only; said in its text. */
const filesAtMost = 100;
/** Ids of an older mail that are looked up. */
const answersAtMost = 60;

const besideOf = ({ beside = {} }: Arrival): Required<Beside> => {
  const { from, to, cut } = beside as Beside;
  return { from: from ?? '', to: to ?? [], cut: cut ?? false };
};

const states: Partial<Record<Outcome['action'], Receipt['state']>> = {
  failed: 'failed',
  delayed: 'accepted',
  delivered: 'delivered',
  relayed: 'sent',
  read: 'read',
};

/**
 * Who complains of a mail of ours: whom it went to. Whoever has one mail of ours may write such a report of it, naming anybody: nobody else is spoken
 * for by it, and providers that hide whom they name are understood, too.
 */
async function complainant(at: At<EmailSettings>, mark: string | undefined): Promise<string | undefined> {
  const said = mark === undefined ? undefined : await at.said([`${mark}@${domainOf(at.settings)}`]);
  if (said === undefined) at.note('info', 'a complaint names no mail of ours');
  return said?.handle;
}

/** What a report says becomes of mails of ours; it is never a message of anybody (EM5). */
async function ofReport(report: DeliveryReport, arrival: Arrival, at: At<EmailSettings>, when: number): Promise<Ingest[]> {
  const { to } = besideOf(arrival);
  const named = [...to, ...report.about, ...report.aboutAddresses].join('\n');
  const [mark] = marksIn(at.secret('marks'), named);
  const [nativeId] = report.about;
  if (mark === undefined && nativeId === undefined) {
    at.note('info', 'a report of delivery names no mail', { outcomes: report.outcomes.length });
    return [];
  }
  if (report.outcomes.some(({ action }) => action === 'complaint')) {
    const value = await complainant(at, mark);
    if (value === undefined) return [];
    const who = { kind: 'email', value, scope: '', strength: 'claimed' } as const;
    return [{ event: { key: arrival.key, type: 'opted-out', who, at: when, facts: { reason: 'complaint' } } }];
  }
  return report.outcomes.map((outcome, index): Ingest => {
    const key = `${arrival.key}:${index}`;
    const receipt: Receipt = {
      key,
      ...(mark === undefined ? {} : { outbound: idOf(mark) }),
      ...(nativeId === undefined ? {} : { nativeId }),
      ...(outcome.recipient === '' ? {} : { recipient: outcome.recipient }),
      state: states[outcome.action] ?? 'accepted',
      at: when,
      ...(outcome.status || outcome.reply ? { code: outcome.status || outcome.reply } : {}),
      ...(outcome.hard ? { permanent: true } : {}),
    };
    return { receipt };
  });
}

/** Whose words they are: From, unless that is an address of ours that a form writes with, answering to whoever filled it in. */
function senderOf(mail: Mail, beside: Required<Beside>, settings: EmailSettings): { address: string; name: string } {
  const own = (address: string): boolean => ourAddress(settings, address) !== undefined;
  const [from, reply] = [mail.from, mail.replyTo.find(({ address }) => isAddress(address))];
  if (from && isAddress(from.address)) return own(from.address) && reply && !own(reply.address) ? reply : from;
  const other = [reply, mail.sender, { address: beside.from, name: '' }, { address: mail.returnPath ?? '', name: '' }];
  const found = other.find((one) => one !== undefined && isAddress(one.address));
  return found ?? { address: unknownSender, name: mail.from?.name || mail.from?.address || '' };
}

async function keepFiles(
  mail: Mail,
  at: At<EmailSettings>,
): Promise<{ files: Attachment[]; byId: Map<string, string>; left: number }> {
  const files: Attachment[] = [];
  const byId = new Map<string, string>();
  for (const { name, content, contentId } of mail.files.slice(0, filesAtMost)) {
    if (content.length === 0) continue;
    const kept = await at.keepFile(name, content);
    files.push(kept);
    if (contentId !== undefined) byId.set(contentId, kept.file);
  }
  return { files, byId, left: Math.max(0, mail.files.length - filesAtMost) };
}

/** Words of ours where the mail has none, or not all: a message is never empty, and nothing is left out silently. */
function wordsOf(text: string, mail: Mail, { cut, left }: { cut: boolean; left: number }): string {
  const words = text.trim() || mail.subject.trim() || '…';
  const notes = [
    ...(cut ? ['[This mail was too large; only its beginning is here. 邮件过大，仅保留开头。]'] : []),
    ...(left > 0 ? [`[${left} more files are in the original mail. 原邮件中还有${left}个文件。]`] : []),
  ];
  return [words, ...notes].join('\n\n');
}

/** Which addresses of ours it reached: by its headers, and by its envelope, which alone knows of blind copies. */
export function oursOf(mail: Mail, envelope: readonly string[], settings: EmailSettings): string[] {
  const named = [...envelope, ...[...mail.to, ...mail.cc, ...mail.deliveredTo].map(({ address }) => address)];
  const ours = [...new Set(named.map((address) => ourAddress(settings, address)).filter((one) => one !== undefined))];
  return ours.length > 0 ? ours : [settings.address.toLowerCase()];
}

async function ofMail(mail: Mail, arrival: Arrival, at: At<EmailSettings>, received: number): Promise<Inbound> {
  const { settings } = at;
  const beside = besideOf(arrival);
  const { answers, fallback } = threadMarks(mail, {
    key: at.secret('marks'),
    domain: domainOf(settings),
    envelope: beside.to,
  });
  const known = answers.slice(0, answersAtMost);
  const said = known.length > 0 ? await at.said(known) : undefined;
  const sender = senderOf(mail, beside, settings);
  const { auto, bulk } = automaticOf(mail, beside.to.length > 0 ? beside.from : undefined);
  const { files, byId, left } = await keepFiles(mail, at);
  const { text, quoted } = trimReply(mail.text);
  const more = mail.html === undefined ? (quoted === '' ? undefined : textAsHtml(mail.text)) : safeHtml(mail.html, byId);
  const vouched = sender.address === mail.from?.address && isVouchedFor(mail, settings.trusted);
  const [to, cc] = [addressable(mail.to), addressable(mail.cc)];
  return {
    key: arrival.key,
    ...(mail.messageId === undefined ? {} : { nativeId: mail.messageId }),
    occurredAt: mail.date ?? received,
    from: {
      kind: 'email',
      value: sender.address,
      scope: '',
      strength: vouched ? 'verified' : 'claimed',
      ...(sender.name === '' ? {} : { display: sender.name.slice(0, 120) }),
    },
    ours: oursOf(mail, beside.to, settings),
    ...(to.length > 0 ? { to } : {}),
    ...(cc.length > 0 ? { cc } : {}),
    ...(known.length > 0 ? { answers: known } : {}),
    thread: said?.thread || fallback,
    ...(mail.subject === '' ? {} : { subject: mail.subject }),
    text: wordsOf(text, mail, { cut: beside.cut, left }),
    ...(quoted === '' ? {} : { quoted }),
    ...(more === undefined ? {} : { html: more }),
    ...(files.length > 0 ? { files } : {}),
    flags: { auto, bulk, bounce: false },
  };
}

/** What a mail is to the house: a message, what became of a mail of ours, or one of ours that came back. */
export async function readArrival(arrival: Arrival, at: At<EmailSettings>): Promise<Ingest[]> {
  const mail = readMail(arrival.raw);
  const received = arrival.receivedAt ?? at.now();
  const own = marksIn(at.secret('marks'), mail.messageId ?? '').length > 0;
  if (own && ourAddress(at.settings, mail.from?.address ?? '') !== undefined) {
    at.note('info', 'a mail of ours came back to us');
    return [];
  }
  const report = readDeliveryReport(mail);
  if (report !== undefined) return ofReport(report, arrival, at, received);
  // A null return path with nothing readable about a mail of ours: a machine's, kept as one.
  if (headerOf(mail.headers, 'x-failed-recipients')) at.note('info', 'a report of delivery could not be read');
  return [{ message: await ofMail(mail, arrival, at, received) }];
}
