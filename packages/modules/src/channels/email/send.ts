import { type HandedOver, MailHostError, type MailSender, type OutgoingServer } from '@rapport/platform';
import { type At, MissingSecret, type Outbound, type Receipt, type SendResult } from '../adapter.ts';
import { sameAddress } from './addresses.ts';
import { composeOutgoing, type OutgoingMail, Unsendable } from './compose.ts';
import { markOf } from './message-ids.ts';
import { domainOf } from './ours.ts';
import { type Allow, atMailbox } from './receive.ts';
import type { EmailSettings } from './settings.ts';

/** The server that takes our mail, with what it asks for; undefined when the account only receives. */
export function outgoingServer(at: At<EmailSettings>, allow: Allow): OutgoingServer | undefined {
  const { goes } = at.settings;
  if (!goes) return undefined;
  return { ...goes, allow, ...(goes.user ? { password: passwordOf(at) } : {}) };
}

/** The own password of the outgoing server, or else the mailbox's. */
function passwordOf(at: At<EmailSettings>): string {
  try {
    return at.secret('outgoingPassword');
  } catch (error) {
    if (error instanceof MissingSecret) return at.secret('password');
    throw error;
  }
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

export async function sendMessage(
  sender: MailSender,
  message: Outbound,
  at: At<EmailSettings>,
  allow: Allow,
): Promise<SendResult> {
  const server = outgoingServer(at, allow);
  if (!server) return { ok: false, class: 'auth', code: 'no-outgoing-server' };
  let mail: OutgoingMail;
  try {
    mail = await composeOutgoing(message, at);
  } catch (error) {
    if (error instanceof Unsendable) return { ok: false, class: 'invalid', code: error.message };
    throw error;
  }
  if (mail.raw.length > at.settings.maxBytes) return { ok: false, class: 'invalid', code: 'too-big' };
  try {
    return resultOf(await sender.send(server, mail), mail, message.handle);
  } catch (error) {
    // Nothing was sent: the server could not even be looked for.
    if (error instanceof MailHostError)
      return { ok: false, class: error.reason === 'address' ? 'auth' : 'retry', code: error.reason };
    throw error;
  }
}

/** Whether a mail whose sending ended without an answer left: the folder of what was sent knows it by its Message-ID. */
export async function reconcileMessage(message: Outbound, at: At<EmailSettings>, allow: Allow): Promise<Receipt | undefined> {
  const { comes } = at.settings;
  if (comes.by !== 'imap' || comes.sent === undefined) return undefined;
  const { sent } = comes;
  const messageId = `${markOf(at.secret('marks'), message.id)}@${domainOf(at.settings)}`;
  const left = await atMailbox(comes, at, allow, (mailbox) => mailbox.has(sent, `<${messageId}>`));
  if (!left) return undefined;
  return { key: `sent:${messageId}`, outbound: message.id, nativeId: messageId, state: 'sent', at: at.now() };
}
