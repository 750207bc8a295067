import { type BounceReason, isHard, reasonOf } from './bounce-reasons.ts';

/** What one report says of one recipient. */
export interface Outcome {
  /** '' when the report does not tell. */
  recipient: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'complaint' | 'read';
  /** Enhanced status code (RFC 3463), '' when none was found. */
  status: string;
  /** SMTP reply code, '' when none was found. */
  reply: string;
  reason: BounceReason;
  /** The address will never work: it does not exist, has moved, or its host takes no mail. */
  hard: boolean;
}

const codes = (kinds: string): RegExp => new RegExp(`(?:^|[^\\d.])([${kinds}]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.]*\\d)`);
const replies = (kinds: string): RegExp => new RegExp(`(?:^|[^\\d.:])([${kinds}]\\d\\d)(?=[ -]|$|[^\\d.])`);

/** Of the answers that a text tells, what failed outweighs what went well before: some paste the whole session. */
const toldIn = (text: string, among: (kinds: string) => RegExp): string | undefined =>
  (among('45').exec(text) ?? among('2').exec(text))?.[1];

/** The most telling status: of the field, unless it is a mere class and the server's sentence says more. */
function statusOf(field: string, sentence: string): string {
  const given = toldIn(` ${field}`, codes) ?? '';
  const told = toldIn(sentence, codes);
  return told !== undefined && (given === '' || /^[245]\.0\.0$/.test(given)) ? told : given;
}

const actions = /^(failed|delayed|delivered|relayed|expanded)/;

/** An outcome from what was found: the fields of a report as far as there are any, and the server's sentence. */
export function outcomeOf(
  recipient: string,
  { action = '', status = '', sentence }: { action?: string; status?: string; sentence: string },
): Outcome {
  const code = statusOf(status, sentence);
  const reply = toldIn(sentence.replace(/\d+\.\d+\.\d+\.\d+/g, ''), replies) ?? '';
  const named = actions.exec(action.trim().toLowerCase())?.[1] ?? (code.startsWith('2') ? 'delivered' : 'failed');
  const kind = named === 'expanded' ? 'relayed' : (named as 'failed' | 'delayed' | 'delivered' | 'relayed');
  const reason = kind === 'delivered' || kind === 'relayed' ? 'delivered' : reasonOf(sentence, code, reply);
  return { recipient, action: kind, status: code, reply, reason, hard: kind === 'failed' && isHard(reason) };
}

export const complaintOf = (recipient: string): Outcome => ({
  recipient,
  action: 'complaint',
  status: '',
  reply: '',
  reason: 'complaint',
  hard: false,
});
