import { type DoorMail, Mailbox, MailHostError, openSmtpDoor, type SmtpDoor } from '@rapport/platform';
import { type Arrival, type At, CredentialsRefused, type OpenHost, type Pulled } from '../adapter.ts';
import { arrivalKey } from './arrival-key.ts';
import { ourAddress } from './ours.ts';
import type { EmailSettings } from './settings.ts';
import { signedIn, type Wire } from './sign-in.ts';

type Comes = EmailSettings['comes'];
type ByImap = Extract<Comes, { by: 'imap' }>;
type BySmtp = Extract<Comes, { by: 'smtp' }>;

const connectionsAtMost = 100;
/** Mails of one page, and what they may weigh together. */
const page = 50;

const arrivalOf = (raw: Buffer, envelope: readonly string[], beside: Record<string, unknown>): Arrival => ({
  key: arrivalKey(raw, envelope),
  raw,
  beside,
});

/** An account that takes mail at a door. */
interface Member {
  takes(address: string): boolean;
  keep(mail: DoorMail): Promise<void>;
}

interface Shared {
  door: Promise<SmtpDoor>;
  members: Map<string, Member>;
}

/** Accounts of one node with the same port share a door: one mail to addresses of several is kept for each before it is acknowledged. */
export class Doors {
  private readonly open = new Map<string, Shared>();

  async join({ listen, port, name, certificate }: BySmtp, at: At<EmailSettings>, member: Member): Promise<() => Promise<void>> {
    const place = port === 0 ? `${listen}:0:${at.account.id}` : `${listen}:${port}`;
    let shared = this.open.get(place);
    if (!shared) {
      const members = new Map<string, Member>();
      const each = (): Member[] => [...members.values()];
      const door = openSmtpDoor({
        host: listen,
        port,
        name,
        maxBytes: at.settings.maxBytes,
        maxClients: connectionsAtMost,
        ...(certificate ? { tls: { cert: certificate, key: at.secret('doorKey') } } : {}),
        takes: (address) => each().some((one) => one.takes(address)),
        keep: async (mail) => {
          for (const one of each()) if (mail.to.some((address) => one.takes(address))) await one.keep(mail);
        },
      });
      shared = { door, members };
      this.open.set(place, shared);
      door.catch(() => this.open.delete(place));
    }
    const { members, door } = shared;
    members.set(at.account.id, member);
    at.note('info', 'the door for mail is open', { port: (await door).port });
    return async () => {
      members.delete(at.account.id);
      if (members.size > 0) return;
      this.open.delete(place);
      await (await door).close();
    };
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Stands at the door until the signal. */
export async function standAtDoor(doors: Doors, comes: BySmtp, host: OpenHost, at: At<EmailSettings>): Promise<void> {
  const takes = (address: string): boolean => ourAddress(at.settings, address) !== undefined;
  const leave = await doors.join(comes, at, {
    takes,
    keep: ({ from, to, raw, remote, encrypted }) => {
      const ours = to.filter(takes);
      return host.keep([arrivalOf(raw, ours, { from, to: ours, remote, encrypted })]);
    },
  });
  host.ready();
  await aborted(host.signal);
  await leave();
}

async function connect(comes: ByImap, at: At<EmailSettings>, wire: Wire): Promise<Mailbox> {
  const { host, port, security, user, authorities } = comes;
  const { allow } = wire;
  try {
    return await signedIn(at, wire, { server: 'comes', user }, (shown) =>
      Mailbox.connect({ host, port, security, user, authorities, allow, ...shown }),
    );
  } catch (error) {
    throw error instanceof MailHostError && error.reason === 'auth' ? new CredentialsRefused('sign-in') : error;
  }
}

/** Waits at a mailbox, and has it pulled whenever there is news. */
export async function waitAtMailbox(comes: ByImap, host: OpenHost, at: At<EmailSettings>, wire: Wire): Promise<void> {
  const mailbox = await connect(comes, at, wire);
  try {
    await mailbox.watch(comes.folder, host.signal, () => {
      host.ready();
      host.pull(comes.folder);
    });
  } finally {
    await mailbox.close();
  }
}

/** Runs a piece of work at the mailbox of an account. @throws MailHostError, CredentialsRefused, TokenLater */
export async function atMailbox<T>(
  comes: ByImap,
  at: At<EmailSettings>,
  wire: Wire,
  work: (mailbox: Mailbox) => Promise<T>,
): Promise<T> {
  const mailbox = await connect(comes, at, wire);
  try {
    return await work(mailbox);
  } finally {
    await mailbox.close();
  }
}

const placeOf = (cursor: string | undefined): { validity: string; uid: number } | undefined => {
  const [, validity, uid] = /^(\d+):(\d+)$/.exec(cursor ?? '') ?? [];
  return validity === undefined ? undefined : { validity, uid: Number(uid) };
};

/** What lies in the folder after the cursor. A new account begins at the end, unless it is to bring in what lies there. */
export function pullMailbox(comes: ByImap, cursor: string | undefined, at: At<EmailSettings>, wire: Wire): Promise<Pulled> {
  return atMailbox(comes, at, wire, async (mailbox) => {
    const known = placeOf(cursor);
    const written = ({ validity, uid }: { validity: string; uid: number }): string => `${validity}:${uid}`;
    if (known === undefined && comes.backlog === 'none')
      return { arrivals: [], next: written(await mailbox.end(comes.folder)), more: false };
    const from = known ?? { validity: '0', uid: 0 };
    const { mails, place, more } = await mailbox.after(comes.folder, from, { count: page, maxBytes: at.settings.maxBytes });
    const arrivals = mails.map(({ raw, cut, takenAt }) => arrivalOf(raw, [], { folder: comes.folder, takenAt, cut }));
    return { arrivals, next: written(place), more };
  });
}
