import type { Capabilities } from '@rapport/contract';
import { newSecret } from '@rapport/platform';
import { z } from 'zod';
import type { SecretField } from '../adapter.ts';
import { isAddress } from './addresses.ts';
import { serviceKeyProblem } from './service-key.ts';

const address = z.string().max(254).refine(isAddress, 'no mail address');
const host = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]{0,250}[A-Za-z0-9])?$/);
const port = z.int().min(1).max(65_535);
/** `none` is for a server on the same machine or network: what is sent can be read on the way. */
const security = z.enum(['tls', 'starttls', 'none']);
const pem = z
  .string()
  .max(100_000)
  .regex(/^-----BEGIN CERTIFICATE-----/);
const user = z.string().min(1).max(254);

const comes = z.discriminatedUnion('by', [
  /** Other servers bring mail to a port of ours (an MX record, or a relay before us). */
  z.strictObject({
    by: z.literal('smtp'),
    listen: z.string().max(60).default('0.0.0.0'),
    port: z.int().min(0).max(65_535).default(25),
    name: host.default('localhost'),
    certificate: pem.optional(),
  }),
  /** We fetch it from a mailbox. */
  z.strictObject({
    by: z.literal('imap'),
    host,
    port: port.default(993),
    security: security.default('tls'),
    user,
    folder: z.string().min(1).max(200).default('INBOX'),
    /** Where the server keeps what was sent: asked whether a mail of ours left. */
    sent: z.string().min(1).max(200).optional(),
    /** What lies there already when the account is opened: left alone, or brought in. */
    backlog: z.enum(['none', 'all']).default('none'),
    authorities: pem.optional(),
  }),
  z.strictObject({ by: z.literal('none') }),
]);

const goes = z.strictObject({
  host,
  port: port.default(587),
  security: security.default('starttls'),
  user: user.optional(),
  authorities: pem.optional(),
});

/** How we show who we are, at both servers. */
const signIn = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('password') }),
  /** As an app of Microsoft Entra (OAuth 2.0 client credentials): what it may is consented to there, which mailboxes it opens is said in Exchange. */
  z.strictObject({
    by: z.literal('microsoft'),
    /** `china`: operated by 21Vianet. */
    cloud: z.enum(['global', 'china']).default('global'),
    /** Id of the directory, or a domain of it. */
    tenant: z
      .string()
      .max(253)
      .regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i),
    /** Id of the app. */
    client: z.guid(),
  }),
  /** As a service account of Google, which acts for whoever the mailbox is of (domain-wide delegation). */
  z.strictObject({ by: z.literal('google') }),
]);

export const emailSettings = z.strictObject({
  /** What contacts see and write to. */
  address,
  /** The name beside it; the account's when absent. */
  name: z.string().trim().min(1).max(120).optional(),
  /** Others that are ours; `@example.org` is a whole domain. */
  addresses: z
    .array(
      z.union([
        address,
        z
          .string()
          .regex(/^@[^\s@]+\.[^\s@]+$/)
          .max(254),
      ]),
    )
    .max(200)
    .default([]),
  comes,
  goes: goes.optional(),
  signIn: signIn.default({ by: 'password' }),
  /** Servers whose Authentication-Results are believed (their authserv-id): only then is a sender more than what a mail says. */
  trusted: z.array(z.string().min(1).max(253)).max(20).default([]),
  /** Whether mail to `address+anything` reaches us: answers then find their thread, and bounces their mail, whatever was rewritten on the way. */
  tags: z.boolean().default(true),
  /** What the server that takes our mail allows in a day. */
  perDay: z.int().min(1).max(1_000_000).optional(),
  /** Of one mail, in and out. */
  maxBytes: z.int().min(10_000).max(104_857_600).default(36_700_160),
});
export type EmailSettings = z.infer<typeof emailSettings>;

/** What says to whom a password is shown at a server, and who may read it on the way. */
const whereTo = (server: 'comes' | 'goes'): string[] =>
  ['host', 'port', 'security', 'authorities'].map((name) => `${server}/${name}`);

/** A token is shown at both servers, and opens whatever mailbox it is shown for. */
const ofTokens = [...whereTo('comes'), ...whereTo('goes'), 'comes/user', 'goes/user'];

export const emailSecrets: readonly SecretField[] = [
  /** Proves our marks in ids and addresses. */
  {
    name: 'marks',
    made: () => newSecret('mail'),
    problem: (given) => (given.length >= 20 ? undefined : 'at least 20 characters'),
  },
  /** Of the mailbox and of the server that takes our mail, where that has no own. */
  { name: 'password', optional: true, sentTo: ['signIn/by', ...whereTo('comes'), ...whereTo('goes')] },
  { name: 'outgoingPassword', optional: true, sentTo: whereTo('goes') },
  /** Of the app of Microsoft Entra. */
  { name: 'clientSecret', optional: true, sentTo: ['signIn/cloud', 'signIn/tenant', 'signIn/client', ...ofTokens] },
  /** The key of the service account of Google, the JSON file whole. */
  { name: 'serviceKey', optional: true, sentTo: ['signIn/by', ...ofTokens], problem: serviceKeyProblem },
  /** Private key (PEM) of the certificate that our own door shows. */
  { name: 'doorKey', optional: true, problem: (given) => (given.startsWith('-----BEGIN ') ? undefined : 'a private key in PEM') },
];

const day = 86_400_000;

/** Mail has no windows; who may be written to, and how often, is the policy's alone. */
export const emailCapabilities = ({ comes: { by }, maxBytes, perDay }: EmailSettings): Capabilities => ({
  inbound: by === 'imap' ? 'poll' : 'socket',
  parts: {
    text: { maxChars: 200_000 },
    // Base64 makes a third more of it.
    image: { maxBytes: Math.floor(maxBytes * 0.7) },
    voice: { maxBytes: Math.floor(maxBytes * 0.7) },
    video: { maxBytes: Math.floor(maxBytes * 0.7) },
    file: { maxBytes: Math.floor(maxBytes * 0.7) },
  },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: ['accepted', 'delivered', 'read', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'headers',
  idempotentSend: 'none',
  rates: perDay === undefined ? [] : [{ per: 'account', n: perDay, ms: day }],
  quietHoursApply: false,
  costClass: 0,
});
