import { headerOf, headersOf } from './headers.ts';
import type { Mail } from './read-mail.ts';

export interface Automatic {
  /** No person wrote it: kept and shown as any other, but nothing answers it by itself. */
  auto: boolean;
  /** Sent to many at once: a list, a newsletter. */
  bulk: boolean;
  /** Of `auto`: somebody is away, or a machine says that the mail has come. */
  away: boolean;
}

const listHeaders = [
  'list-id',
  'list-unsubscribe',
  'list-post',
  'list-help',
  'list-owner',
  'list-subscribe',
  'list-archive',
  'mailing-list',
];
/** Headers whose mere presence says that a machine answers. */
const machineHeaders = [
  'x-autoreply',
  'x-autorespond',
  'x-autoresponder',
  'x-autoreply-from',
  'x-mail-autoreply',
  'x-cron-env',
  'x-vacation',
];
const machines = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto-?(reply|responder)|root|cron)([+=.-].*)?@/i;
const away =
  /^\s*(re: ?)?\[?(auto(matic|matische)?[- ]?(reply|response|respon[ds]e|antwort|generated)\b|automatische (antwort|abwesenheit)|out of (the )?office|abwesen|vacation\b|réponse automatique|respuesta automática|risposta automatica|自动回复|自動回覆|自動回復|休假|外出|不在|자동 ?회신)/i;

/**
 * What headers tell about who wrote a mail (RFC 3834 §2, RFC 2919, RFC 2369, and the headers that were there before them). A List-*
 * header alone makes a mail bulk: helpdesks set them on mails of persons, so nothing but answering by itself depends on it.
 */
export function automaticOf(mail: Mail, envelopeFrom?: string): Automatic {
  const header = (name: string): string => (headerOf(mail.headers, name) ?? '').toLowerCase();
  const submitted = header('auto-submitted').replace(/[;\s].*$/, '');
  const precedence = header('precedence').trim();
  const listed = listHeaders.some((name) => headerOf(mail.headers, name) !== undefined);
  const bulk = listed || /^(bulk|list|junk)$/.test(precedence);
  const suppresses = header('x-auto-response-suppress');
  const from = mail.from?.address ?? '';
  const vacation = submitted === 'auto-replied' || precedence === 'auto_reply' || away.test(mail.subject);
  const auto =
    (submitted !== '' && submitted !== 'no') ||
    bulk ||
    precedence === 'auto_reply' ||
    (suppresses !== '' && suppresses !== 'none') ||
    machineHeaders.some((name) => headerOf(mail.headers, name) !== undefined) ||
    headersOf(mail.headers, 'x-loop').length > 0 ||
    header('x-failed-recipients') !== '' ||
    (envelopeFrom ?? mail.returnPath) === '' ||
    mail.root.type === 'multipart/report' ||
    machines.test(from) ||
    away.test(mail.subject);
  return { auto, bulk, away: vacation };
}
