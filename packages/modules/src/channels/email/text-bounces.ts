import { parseAddresses } from './addresses.ts';
import { headerOf } from './headers.ts';
import { type Outcome, outcomeOf } from './outcomes.ts';
import type { Mail } from './read-mail.ts';

/** As much of a text as reports need, no line longer than they write: what is hostile has no long run to search. */
export const reportText = (text: string): string =>
  text
    .slice(0, 60_000)
    .split('\n')
    .map((line) => line.slice(0, 600))
    .join('\n');

const daemon =
  /mailer-?daemon|post_?master|mail ?deliver|mail-?admin|mail ?system|bounce|ndr admin|no-?reply|system administrator/i;
const subject =
  /undeliver|deliver(y|ed|ing).{0,20}(fail|status|problem|error|delay)|(fail|problem|error|unable).{0,40}deliver|returned (mail|to sender)|mail (failed|failure|system error)|failure notice|could not (be )?send|non.?deliver|message status|warning: message|退信|メールエラー|投递失败|退回|送信エラー/i;

/** Where the mail that came back begins: nothing below is the report's own words. */
const below =
  /^[ \t>|]*(-{2,} ?(this is a copy|original (message|mail)|below|message (header|text)|unsent|included|forwarded|the header|returned|header)|.*(copy of (the|your) (original )?message|original (message|mail) (follows|as follows|headers|header)|header of the original|headers? of (the )?original|your (original )?(message|mail) (follows|header)|unsent message (below|follows)|text of the message|message text follows|message headers follow|message header:)|original (message|mail):|received: |return-path: |message-id:\s*<|mime-version: |content-type: message)/im;

/** A bounce of a program that does not know RFC 3464: by who sends it, and how it is headed. */
function looksLikeBounce(mail: Mail): boolean {
  if (headerOf(mail.headers, 'x-failed-recipients') !== undefined) return true;
  if (!daemon.test(headerOf(mail.headers, 'from') ?? '') && mail.returnPath !== '') return false;
  return (
    subject.test(mail.subject) ||
    /\b[45]\d\d[ -]|[45]\.\d\.\d|not (be )?deliver|did not reach the following|送信できません|无法(投递|送达)/.test(mail.text)
  );
}

const address = /[^\s<>()[\]:;,"'=|*]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g;
/** `<a@b>: said …`, `554 <a@b>... unknown`: where a program gives each recipient a line of its own, other addresses are only mentioned. */
const ownLine = /^[ \t]*(?:[45]\d\d )?[<"]?([^\s<>()[\]:;,"'=|*]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})>?"?(?:\.\.\.|:)/gm;
const named = /RCPT TO: ?<?([^\s<>]+@[A-Za-z0-9.-]+)/gi;

function recipientsIn(mail: Mail, text: string): string[] {
  const own = new Set(
    [...parseAddresses(headerOf(mail.headers, 'from')), ...mail.to, ...mail.deliveredTo].map((one) => one.address.toLowerCase()),
  );
  const failed = parseAddresses(headerOf(mail.headers, 'x-failed-recipients')).map((one) => one.address);
  const found = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map((match) => (match[1] ?? match[0]).replace(/\.+$/, ''));
  const foreign = (list: string[]): string[] =>
    list.filter((one) => !own.has(one.toLowerCase()) && !/^mailer-daemon@/i.test(one));
  const lists = [failed, found(ownLine), foreign(found(named)), foreign(found(address)), found(address)];
  const chosen = lists.find((list) => list.length > 0) ?? [];
  return [...new Map(chosen.map((one) => [one.toLowerCase(), one])).values()];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Where a line begins with the recipient, from `after` on; -1 where none does. */
function lineOf(text: string, recipient: string, after: number): number {
  const pattern = new RegExp(`^[ \\t]*(?:[45]\\d\\d )?[<"]?${escaped(recipient)}[>"]?(?=\\.\\.\\.|:|[ \\t]*$| )`, 'gim');
  pattern.lastIndex = after;
  return pattern.exec(text)?.index ?? -1;
}

/** What is said of a recipient: from where a line names it to where the next one's does. Sendmail says everything in that line. */
function sentenceOf(text: string, recipients: readonly string[], recipient: string): string {
  if (recipients.length === 1) return text;
  const named = lineOf(text, recipient, 0);
  const start = named === -1 ? Math.max(0, text.indexOf(recipient)) : named;
  const line = /^[45]\d\d <[^>\n]*>\.\.\. [^\n]+/.exec(text.slice(start))?.[0];
  if (line !== undefined) return line;
  const next = recipients.filter((one) => one !== recipient).map((one) => lineOf(text, one, start + 1));
  const told = text.slice(start, Math.min(...next.filter((place) => place > start), start + 900));
  return told.length > recipient.length + 20 ? told : text;
}

/** Recipients and the sentences about them, of a bounce that is mere text; where it names nobody, whom the mail that came back went to. */
export function readBounceText(whole: Mail, originalTo: readonly string[]): Outcome[] {
  const mail = { ...whole, text: reportText(whole.text) };
  if (!looksLikeBounce(mail)) return [];
  const end = below.exec(mail.text)?.index ?? mail.text.length;
  const own = mail.text.slice(0, end > 10 ? end : mail.text.length);
  // Exchange repeats whom the mail went to before it tells whom it did not reach.
  const text = own
    .slice(Math.max(0, own.indexOf('did not reach the following')))
    .slice(0, 20_000)
    .replace(/\((generated|expanded) from [^)]*\)/g, '');
  const found = recipientsIn(mail, text);
  const recipients = (found.length > 0 ? found : originalTo).slice(0, 100);
  return recipients.map((one) => outcomeOf(one, { sentence: sentenceOf(text, recipients, one) }));
}
