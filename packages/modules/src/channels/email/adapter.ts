import { MailHostError, MailSender } from '@rapport/platform';
import { type At, type ChannelAdapter, CredentialsRefused, type Health, MissingSecret, type OpenHost } from '../adapter.ts';
import { troubleOf as codeOf } from '../policy.ts';
import { readArrival } from './read-arrival.ts';
import { type Allow, atMailbox, Doors, pullMailbox, standAtDoor, waitAtMailbox } from './receive.ts';
import { outgoingServer, reconcileMessage, sendMessage } from './send.ts';
import { type EmailSettings, emailCapabilities, emailSecrets, emailSettings } from './settings.ts';

/** Milliseconds after which a mailbox is looked into although it said nothing. */
const lookEvery = 300_000;

const said = (en: string, zh: string): Health => ({ ok: false, detail: { en, zh } });

function troubleOf(error: unknown, where: { en: string; zh: string }): Health {
  if (error instanceof MissingSecret) return said('A password or key is missing.', '缺少密码或密钥。');
  const refused = error instanceof CredentialsRefused || (error instanceof MailHostError && error.reason === 'auth');
  if (refused) return said(`The ${where.en} refused the sign-in.`, `${where.zh}拒绝登录，请检查用户名和密码。`);
  if (!(error instanceof MailHostError)) throw error;
  if (error.reason === 'address')
    return said(
      `The ${where.en} is at an address that may not be reached; RAPPORT_ALLOW_ADDRESSES names exceptions.`,
      `${where.zh}的地址不允许访问；可在 RAPPORT_ALLOW_ADDRESSES 中列出例外。`,
    );
  return said(`The ${where.en} does not answer.`, `${where.zh}没有应答。`);
}

const mailbox = { en: 'mailbox', zh: '收信服务器' };
const outgoing = { en: 'server for outgoing mail', zh: '发信服务器' };

async function healthOf(sender: MailSender, at: At<EmailSettings>, allow: Allow): Promise<Health> {
  const { comes } = at.settings;
  try {
    if (comes.by === 'imap') await atMailbox(comes, at, allow, (box) => box.end(comes.folder));
  } catch (error) {
    return { ...troubleOf(error, mailbox), code: codeOf(error), step: 'comes' };
  }
  try {
    const server = outgoingServer(at, allow);
    if (server) await sender.verify(server);
    return { ok: true };
  } catch (error) {
    return { ...troubleOf(error, outgoing), code: codeOf(error), step: 'goes' };
  }
}

/** Mail: an own door for SMTP or a mailbox by IMAP, and a server that takes what goes out. `allow` names addresses inside that may be reached. */
export function emailAdapter(allow: Allow): ChannelAdapter<EmailSettings> {
  const sender = new MailSender();
  const doors = new Doors();
  const standing = new Set<string>();
  const open = (host: OpenHost, at: At<EmailSettings>): Promise<void> => {
    const { comes } = at.settings;
    if (comes.by === 'smtp') return standAtDoor(doors, comes, host, at);
    if (comes.by === 'imap') return waitAtMailbox(comes, host, at, allow);
    host.ready();
    return new Promise((resolve) => {
      if (host.signal.aborted) resolve();
      else host.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  };
  return {
    kind: 'email',
    settings: emailSettings,
    secrets: emailSecrets,
    capabilities: emailCapabilities,
    open: async (host, at) => {
      standing.add(at.account.id);
      try {
        await open(host, at);
      } finally {
        // Connections of all accounts lie in one pool: the last who goes closes it.
        if (host.signal.aborted) standing.delete(at.account.id);
        if (standing.size === 0) sender.close();
      }
    },
    pulls: ({ comes }) => (comes.by === 'imap' ? [{ key: comes.folder, every: lookEvery }] : []),
    pull: async ({ cursor }, at) => {
      const { comes } = at.settings;
      return comes.by === 'imap' ? pullMailbox(comes, cursor, at, allow) : { arrivals: [], more: false };
    },
    read: readArrival,
    send: (message, at) => sendMessage(sender, message, at, allow),
    reconciles: ({ comes }) => comes.by === 'imap' && comes.sent !== undefined,
    reconcile: (message, at) => reconcileMessage(message, at, allow),
    health: (at) => healthOf(sender, at, allow),
  };
}
