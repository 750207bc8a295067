import { MailSender } from '@rapport/platform';
import type { At, ChannelAdapter, OpenHost } from '../adapter.ts';
import { healthOf } from './health.ts';
import { readArrival } from './read-arrival.ts';
import { Doors, pullMailbox, standAtDoor, waitAtMailbox } from './receive.ts';
import { reconcileMessage, sendMessage } from './send.ts';
import { type EmailSettings, emailCapabilities, emailSecrets, emailSettings } from './settings.ts';
import type { Wire } from './sign-in.ts';
import { type TokenHosts, tokenHosts } from './token-question.ts';
import { freshTokens, Tokens } from './tokens.ts';

/** Milliseconds after which a mailbox is looked into although it said nothing. */
const lookEvery = 300_000;

/**
 * Mail: an own door for SMTP or a mailbox by IMAP, and a server that takes what goes out. `allow` names addresses inside that may be reached;
 * `hosts` give tokens.
 */
export function emailAdapter(allow: Wire['allow'], hosts: TokenHosts = tokenHosts()): ChannelAdapter<EmailSettings> {
  const sender = new MailSender();
  const tokens = new Tokens(hosts);
  const wire: Wire = { allow, tokens };
  const doors = new Doors();
  const standing = new Set<string>();
  const open = (host: OpenHost, at: At<EmailSettings>): Promise<void> => {
    const { comes } = at.settings;
    if (comes.by === 'smtp') return standAtDoor(doors, comes, host, at);
    if (comes.by === 'imap') return waitAtMailbox(comes, host, at, wire);
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
        if (host.signal.aborted) {
          standing.delete(at.account.id);
          tokens.forget(at.account.id);
        }
        if (standing.size === 0) sender.close();
      }
    },
    pulls: ({ comes }) => (comes.by === 'imap' ? [{ key: comes.folder, every: lookEvery }] : []),
    pull: async ({ cursor }, at) => {
      const { comes } = at.settings;
      return comes.by === 'imap' ? pullMailbox(comes, cursor, at, wire) : { arrivals: [], more: false };
    },
    read: readArrival,
    send: (message, at) => sendMessage(sender, message, at, wire),
    reconciles: ({ comes }) => comes.by === 'imap' && comes.sent !== undefined,
    reconcile: (message, at) => reconcileMessage(message, at, wire),
    health: (at) => healthOf(sender, at, { allow, tokens: freshTokens(hosts) }),
  };
}
