import { type HandedOver, MailHostError, type MailSender, type OutgoingServer } from '@rapport/platform';
import { type At, CredentialsRefused, type Outbound, type Receipt, type SendResult } from '../adapter.ts';
import { sameAddress } from './addresses.ts';
import { composeOutgoing, type OutgoingMail, Unsendable } from './compose.ts';
import { markOf } from './message-ids.ts';
import { domainOf } from './ours.ts';
import { atMailbox } from './receive.ts';
import type { EmailSettings } from './settings.ts';
import { signedIn, type Wire } from './sign-in.ts';
import { TokenLater } from './token-question.ts';

/** The server that takes our mail; undefined when the account only receives. What it asks for is shown by whoever signs in. */
export const outgoingServer = ({ settings: { goes } }: At<EmailSettings>, { allow }: Wire): OutgoingServer | undefined =>
  goes && { ...goes, allow };

/** Hands over, signed in where the server knows us by name. @throws as `signedIn` */
async function handOver(
  sender: MailSender,
  mail: OutgoingMail,
  at: At<EmailSettings>,
  wire: Wire,
): Promise<HandedOver | undefined> {
  const server = outgoingServer(at, wire);
  if (!server?.user) return server && sender.send(server, mail);
  return signedIn(at, wire, { server: 'goes', user: server.user }, async (shown) => {
    const outcome = await sender.send({ ...server, ...shown }, mail);
    // Refused before anything was taken: with another token it may go.
    if (shown.token && outcome.state === 'credentials') throw new MailHostError('auth', outcome.code);
    return outcome;
  });
}

function refusedAs(code: string, recipient: boolean): SendResult {
  if (/ 5\.7\./.test(code)) return { ok: false, class: 'blocked', code };
  return { ok: false, class: recipient || / 5\.1\.[0-36]/.test(code) ? 'invalid' : 'permanent', code };
}

/** What handing over means for the message; the contact is who counts among its recipients. */
export function resultOf(outcome: HandedOver, mail: OutgoingMail, contact: string): SendResult {
  if (outcome.state === 'taken') {
    const others = outcome.refused.length > 0 ? { refused: outcome.refused } : {};
    const refused = outcome.refused.find(({ address }) => sameAddress(address, contact));
    if (refused === undefined) return { ok: true, state: 'accepted', nativeId: mail.messageId, ...others };
    const why = /^4/.test(refused.code)
      ? ({ ok: false, class: 'permanent', code: refused.code } as const)
      : refusedAs(refused.code, true);
    return { ...why, ...others } as SendResult;
  }
  const { state, code, recipient } = outcome;
  if (state === 'later') return { ok: false, class: 'retry', code };
  if (state === 'unknown') return { ok: false, class: 'unknown', code };
  return state === 'credentials' ? { ok: false, class: 'auth', code } : refusedAs(code, recipient);
}

/** What it means that the mail could not be handed over at all. @throws what is none of it */
function unhanded(error: unknown): SendResult {
  if (error instanceof CredentialsRefused) return { ok: false, class: 'auth', code: error.message };
  if (error instanceof TokenLater)
    return { ok: false, class: 'retry', code: error.reason, ...(error.after === undefined ? {} : { after: error.after }) };
  // Nothing was sent: the server could not even be looked for.
  if (error instanceof MailHostError)
    return { ok: false, class: error.reason === 'address' ? 'auth' : 'retry', code: error.reason };
  throw error;
}

export async function sendMessage(sender: MailSender, message: Outbound, at: At<EmailSettings>, wire: Wire): Promise<SendResult> {
  const none: SendResult = { ok: false, class: 'auth', code: 'no-outgoing-server' };
  if (!at.settings.goes) return none;
  let mail: OutgoingMail;
  try {
    mail = await composeOutgoing(message, at);
  } catch (error) {
    if (error instanceof Unsendable) return { ok: false, class: 'invalid', code: error.message };
    throw error;
  }
  if (mail.raw.length > at.settings.maxBytes) return { ok: false, class: 'invalid', code: 'too-big' };
  try {
    const outcome = await handOver(sender, mail, at, wire);
    return outcome ? resultOf(outcome, mail, message.handle) : none;
  } catch (error) {
    return unhanded(error);
  }
}

/** Whether a mail whose sending ended without an answer left: the folder of what was sent knows it by its Message-ID. */
export async function reconcileMessage(message: Outbound, at: At<EmailSettings>, wire: Wire): Promise<Receipt | undefined> {
  const { comes } = at.settings;
  if (comes.by !== 'imap' || comes.sent === undefined) return undefined;
  const { sent } = comes;
  const messageId = `${markOf(at.secret('marks'), message.id)}@${domainOf(at.settings)}`;
  const left = await atMailbox(comes, at, wire, (mailbox) => mailbox.has(sent, `<${messageId}>`));
  if (!left) return undefined;
  return { key: `sent:${messageId}`, outbound: message.id, nativeId: messageId, state: 'sent', at: at.now() };
}
