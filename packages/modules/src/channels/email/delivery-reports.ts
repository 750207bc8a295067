import { parseAddresses } from './addresses.ts';
import { type Header, headerOf, parseHeaders } from './headers.ts';
import { bodyOf, type MimePart, parseMime, textOf } from './mime.ts';
import { complaintOf, type Outcome, outcomeOf } from './outcomes.ts';
import { idsOf, type Mail, readMail } from './read-mail.ts';
import { readBounceText, reportText } from './text-bounces.ts';

export interface DeliveryReport {
  outcomes: Outcome[];
  /** Ids of the mail that it is about, if it came back with it. */
  about: string[];
  /** Addresses that stand in the original's own headers (VERP and tokens of ours are looked for there). */
  aboutAddresses: string[];
}

const outcomesAtMost = 500;

const partsOf = (part: MimePart, type: RegExp): MimePart[] => [
  ...(type.test(part.type) ? [part] : []),
  ...part.children.flatMap((child) => partsOf(child, type)),
];

/** The groups of fields of a report (RFC 3464 §2.1): of the message first, then one a recipient. */
const groupsIn = (text: string): Header[][] =>
  text
    .split(/\n[ \t]*\n/)
    .map((block) => parseHeaders(Buffer.from(`${block}\n`)))
    .filter((fields) => fields.length > 0);
const groupsOf = (part: MimePart): Header[][] => groupsIn(textOf({ ...part, type: 'text/plain' }));

/** `rfc822; <someone@example.org>` → the address. */
function typedAddress(value: string | undefined): string {
  if (value === undefined) return '';
  const text = value.replace(/^\s*[\w-]+\s*;\s*/, '');
  return (parseAddresses(text)[0]?.address ?? text.trim()).replace(/^<|>$/g, '');
}

/** What the readable part says after it names a recipient, until it names another at the start of a line. */
function saidOf(text: string, recipient: string): string {
  const at = text.toLowerCase().indexOf(recipient.toLowerCase());
  const after = at === -1 ? text : text.slice(at + recipient.length);
  return after
    .slice(0, 4_000)
    .split(/\n\s*<?[^\s<>@]+@[^\s<>@]+>?\s*:/)[0]!
    .slice(0, 800);
}

/** Codes that are about the address, whatever command they answered. */
const certain = /^\s*5\.1\.(1|2|3|6|10)\b/;

/** Which command the server answered, as Postfix and Sendmail tell it to people. */
function commandIn(text: string): string {
  const told = /\((?:in reply to|after) [^)]{3,40}\)/i.exec(text)?.[0];
  if (told !== undefined) return told.replace(/\s+/g, ' ');
  if (/after rcpt|to rcpt|>>> rcpt/i.test(text)) return '(in reply to RCPT TO)';
  const transcript = /^>>> (\w+)[^\n]*\n(?:<<< [^\n]*\n)*?<<< [45]\d\d (?!5\.1\.)/m.exec(text)?.[1];
  return transcript === undefined ? '' : `(in reply to ${transcript})`;
}

function ofGroup(fields: Header[], text: string): Outcome | undefined {
  const field = (name: string) => headerOf(fields, name);
  const recipient = typedAddress(field('final-recipient')) || typedAddress(field('original-recipient'));
  if (recipient === '') return undefined;
  const diagnostic = (field('diagnostic-code') ?? '').replace(/^\s*[\w-]+\s*;\s*/, '');
  // Which command was answered stands in the part for people alone; servers that leave the field out say everything there.
  const said = saidOf(text, recipient);
  // Some say in a comment of the status what the server answered to.
  const comment = /\(.*\)/.exec(field('status') ?? '')?.[0] ?? '';
  const sentence =
    diagnostic.length > 3
      ? `${diagnostic} ${comment} ${certain.test(field('status') ?? '') ? '' : commandIn(said) || commandIn(text)}`
      : said;
  return outcomeOf(recipient, { action: field('action') ?? '', status: field('status') ?? '', sentence });
}

function ofStatusParts(mail: Mail): Outcome[] {
  const parts = partsOf(mail.root, /^message\/(global-)?delivery-status$/);
  const groups = parts.flatMap(groupsOf);
  const usable = groups.some((fields) => headerOf(fields, 'final-recipient') ?? headerOf(fields, 'original-recipient'));
  // A report whose boundaries are torn is still one: its fields stand in the text.
  const text = reportText(mail.text);
  const torn = !usable && /^ *Final-Recipient:/im.test(text) ? groupsIn(text.replace(/^ +(?=[A-Z][\w-]+:)/gm, '')) : [];
  return [...groups, ...torn]
    .map((fields) => ofGroup(fields, text))
    .filter((one) => one !== undefined)
    .slice(0, outcomesAtMost);
}

/** Feedback loops (RFC 5965): somebody pressed "this is spam". Hotmail's have a form of their own. */
function ofFeedback(mail: Mail): Outcome[] {
  const reports = partsOf(mail.root, /^message\/feedback-report$/);
  const fields = reports.flatMap((part) => groupsOf(part).flat());
  const named = fields
    .filter(({ name }) => name === 'original-rcpt-to' || name === 'removal-recipient')
    .map(({ value }) => value);
  const hotmail = attachedHeads(mail).flatMap((headers) => headerOf(headers, 'x-hmxmroriginalrecipient') ?? []);
  const recipients = [...new Set([...named, ...hotmail].map(typedAddress).filter((address) => address !== ''))];
  if (recipients.length > 0) return recipients.map(complaintOf);
  return reports.length > 0 ? [complaintOf('')] : [];
}

/** Receipts of reading (RFC 8098). */
function ofDisposition(mail: Mail): Outcome[] {
  return partsOf(mail.root, /^message\/disposition-notification$/).flatMap((part) => {
    const fields = groupsOf(part).flat();
    if (!/displayed/i.test(headerOf(fields, 'disposition') ?? '')) return [];
    const recipient = typedAddress(headerOf(fields, 'final-recipient'));
    return [{ recipient, action: 'read', status: '', reply: '', reason: 'delivered', hard: false } as const];
  });
}

interface Notification {
  notificationType?: string;
  bounce?: { bouncedRecipients?: { emailAddress?: string; action?: string; status?: string; diagnosticCode?: string }[] };
  complaint?: { complainedRecipients?: { emailAddress?: string }[] };
  delivery?: { recipients?: string[]; smtpResponse?: string };
}

/** Notifications of Amazon SES, which come as JSON in a mail. */
function ofNotification(mail: Mail): Outcome[] {
  const start = /^[ \t]*\{"notificationType"/m.exec(mail.text)?.index;
  if (start === undefined) return [];
  // To the last brace that ends a line: found by itself, so that no second beginning is tried with all that follows it.
  const rest = mail.text.slice(start);
  const end = [...rest.matchAll(/\}(?=[ \t]*$)/gm)].at(-1)?.index;
  const json = rest.slice(0, end === undefined ? 0 : end + 1).replaceAll('\n', '');
  let told: Notification;
  try {
    told = JSON.parse(json) as Notification;
  } catch {
    return [];
  }
  const address = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 320) : '');
  const listed = <T>(list: T[] | undefined): T[] => (Array.isArray(list) ? list.slice(0, outcomesAtMost) : []);
  return [
    ...listed(told.bounce?.bouncedRecipients).map(({ emailAddress, action, status, diagnosticCode }) =>
      outcomeOf(address(emailAddress), { action: address(action), status: address(status), sentence: `${diagnosticCode ?? ''}` }),
    ),
    ...listed(told.complaint?.complainedRecipients).map(({ emailAddress }) => complaintOf(address(emailAddress))),
    ...listed(told.delivery?.recipients).map((recipient) =>
      outcomeOf(address(recipient), { action: 'delivered', sentence: `${told.delivery?.smtpResponse ?? ''}` }),
    ),
  ];
}

const attachedHeads = (mail: Mail): Header[][] =>
  partsOf(mail.root, /^(message\/(rfc822|global)|text\/rfc822-headers|message\/rfc822-headers)$/).map(
    (part) => parseMime(bodyOf(part)).headers,
  );

/** Headers of the mail that came back: attached whole, its headers alone, or pasted below the report. */
function originals(mail: Mail): Header[][] {
  const pasted = /^(?:>? ?)((?:Received|Return-Path|Message-ID|From|Date|Subject): [\s\S]*)$/im.exec(reportText(mail.text))?.[1];
  return [...attachedHeads(mail), ...(pasted === undefined ? [] : [parseHeaders(Buffer.from(pasted.replace(/^>? ?/gm, '')))])];
}

function aboutOf(mail: Mail): Pick<DeliveryReport, 'about' | 'aboutAddresses'> {
  const heads = originals(mail);
  const reports = partsOf(mail.root, /^message\/(feedback-report|disposition-notification|delivery-status)$/);
  const fields = reports.flatMap((part) => groupsOf(part).flat());
  const ids = [
    ...fields.filter(({ name }) => /original-message-id|original-envelope-id/.test(name)).flatMap(({ value }) => idsOf(value)),
    ...heads.flatMap((headers) => idsOf(headerOf(headers, 'message-id'))),
    ...mail.inReplyTo,
  ];
  const addresses = heads.flatMap((headers) =>
    ['return-path', 'from', 'reply-to'].flatMap((name) => parseAddresses(headerOf(headers, name)).map(({ address }) => address)),
  );
  return { about: [...new Set(ids)], aboutAddresses: [...new Set(addresses)] };
}

/** Whom the mail that came back was sent to. */
const originalTo = (mail: Mail): string[] =>
  originals(mail)
    .slice(0, 1)
    .flatMap((headers) => parseAddresses(headerOf(headers, 'to')).map(({ address }) => address));

const formats = [ofFeedback, ofStatusParts, ofDisposition, ofNotification];
const ofText = (mail: Mail): Outcome[] => readBounceText(mail, originalTo(mail));

/** Gateways wrap a report into one of their own that says nothing. */
function wrapped(mail: Mail): DeliveryReport | undefined {
  if (!/deliver|returned|undeliver|failure/i.test(mail.subject)) return undefined;
  for (const part of partsOf(mail.root, /^message\/rfc822$/).slice(0, 3)) {
    const inner = readMail(bodyOf(part));
    if (inner.root.type === 'multipart/report') return report(inner, formats);
  }
  return undefined;
}

function report(mail: Mail, readers: readonly ((mail: Mail) => Outcome[])[]): DeliveryReport | undefined {
  for (const read of readers) {
    const outcomes = read(mail);
    if (outcomes.length > 0) return { outcomes, ...aboutOf(mail) };
  }
  return undefined;
}

/**
 * What became of mails we sent, if this mail is a report of it: a delivery status (RFC 3464), a feedback report (RFC 5965), a receipt
 * of reading (RFC 8098), or one of the many texts that servers wrote before there was a format. Undefined for every other mail.
 */
export const readDeliveryReport = (mail: Mail): DeliveryReport | undefined =>
  report(mail, formats) ?? wrapped(mail) ?? report(mail, [ofText]);
