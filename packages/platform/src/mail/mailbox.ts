import { ImapFlow } from 'imapflow';
import { addressOf, type MailHost, MailHostError, tlsOf } from './mail-host.ts';

export interface MailboxServer extends MailHost {
  user: string;
  /** A password, or an access token where `token` is set (XOAUTH2). */
  password: string;
  token?: boolean | undefined;
}

/** A place in a folder: numbers count only within one UIDVALIDITY (RFC 3501 §2.3.1.1). */
export interface MailboxPlace {
  validity: string;
  uid: number;
}

export interface FetchedMail {
  uid: number;
  raw: Buffer;
  /** It was longer than asked for: `raw` is its beginning. */
  cut: boolean;
  /** When the server took it, Unix ms. */
  takenAt: number;
}

export interface FetchedPage {
  mails: FetchedMail[];
  place: MailboxPlace;
  more: boolean;
}

/** A wait that ends sooner (ms) was none: asked again at once it would never rest. */
const shortest = 1_000;

/** Numbers of mails that are asked for at once where none lie, and how often before a page ends. */
const widestLook = 65_536;
const mostLooks = 64;

const closed = (error: unknown): MailHostError => {
  const { authenticationFailed, code } = error as { authenticationFailed?: boolean; code?: string };
  if (authenticationFailed) return new MailHostError('auth', 'The mailbox refused the sign-in.', error);
  return new MailHostError(code?.startsWith('ERR_TLS') ? 'tls' : 'network', 'The mailbox cannot be reached.', error);
};

/** A mailbox of another server, by IMAP (RFC 3501, 9051): read, waited at, never changed. */
export class Mailbox {
  private readonly client: ImapFlow;

  private constructor(client: ImapFlow) {
    this.client = client;
  }

  /** @throws MailHostError */
  static async connect(server: MailboxServer): Promise<Mailbox> {
    const { port, security, user, password, token } = server;
    const client = new ImapFlow({
      host: await addressOf(server),
      port,
      secure: security === 'tls',
      doSTARTTLS: security === 'starttls',
      tls: tlsOf(server),
      auth: token ? { user, accessToken: password } : { user, pass: password },
      logger: false,
      disableAutoIdle: true,
      maxIdleTime: 2 * 60_000,
      clientInfo: { name: 'Rapport' },
      connectionTimeout: 20_000,
      greetingTimeout: 15_000,
      socketTimeout: 5 * 60_000,
    });
    // Without a listener an error of the socket would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      client.close();
      throw closed(error);
    }
    return new Mailbox(client);
  }

  get usable(): boolean {
    return this.client.usable;
  }

  private async within<T>(folder: string, work: (validity: string, next: number) => Promise<T>): Promise<T> {
    const lock = await this.client.getMailboxLock(folder, { readOnly: true }).catch((error: unknown) => {
      throw closed(error);
    });
    try {
      const box = this.client.mailbox;
      if (!box) throw new MailHostError('protocol', 'The folder is not open.');
      return await work(String(box.uidValidity), box.uidNext);
    } catch (error) {
      throw error instanceof MailHostError ? error : closed(error);
    } finally {
      lock.release();
    }
  }

  /** The end of a folder as it stands now. */
  end(folder: string): Promise<MailboxPlace> {
    return this.within(folder, async (validity, next) => ({ validity, uid: next - 1 }));
  }

  /**
   * What lies after a place, oldest first. In a folder that was made anew (another UIDVALIDITY) everything does: what was seen
   * before is known by itself.
   */
  after(folder: string, from: MailboxPlace, { count, maxBytes }: { count: number; maxBytes: number }): Promise<FetchedPage> {
    return this.within(folder, async (validity, next) => {
      const uid = validity === from.validity ? from.uid : 0;
      const { found, looked } = await this.look(uid, next, count);
      const page = found.slice(0, count);
      // Nothing lay as far as was looked: the next look goes on from there.
      if (page.length === 0 && looked + 1 < next) return { mails: [], place: { validity, uid: looked }, more: true };
      const mails: FetchedMail[] = [];
      // One after the other: a page in memory at once could be gigabytes.
      let bytes = 0;
      for (const one of page) {
        if (bytes > maxBytes) break;
        const mail = await this.fetch(one, maxBytes);
        if (mail) mails.push(mail);
        bytes += mail?.raw.length ?? 0;
        from = { validity, uid: one };
      }
      return {
        mails,
        place: { validity, uid: Math.max(uid, from.validity === validity ? from.uid : 0) },
        more: (found.at(-1) ?? 0) > from.uid || looked + 1 < next,
      };
    });
  }

  /**
   * Numbers after `uid`, in ascending order: of so many places at a time that `count` mails may be among them, further ones at once
   * where there are gaps. Never all that a large folder holds: `looked` is how far this went.
   */
  private async look(uid: number, next: number, count: number): Promise<{ found: number[]; looked: number }> {
    const numbersIn = async (range: string): Promise<number[]> =>
      ((await this.client.search({ uid: range }, { uid: true })) || [])
        .filter((one) => one > uid)
        .sort((one, other) => one - other);
    // A server need not say what its next number is (RFC 3501 §6.3.1).
    if (!next) return { found: await numbersIn(`${uid + 1}:*`), looked: uid };
    const found: number[] = [];
    let looked = uid;
    let width = count * 4;
    for (let turn = 0; turn < mostLooks && found.length < count && looked + 1 < next; turn++) {
      const to = Math.min(looked + width, next - 1);
      const here = await numbersIn(`${looked + 1}:${to}`);
      found.push(...here);
      looked = to;
      width = here.length > 0 ? count * 4 : Math.min(width * 4, widestLook);
    }
    return { found, looked };
  }

  private async fetch(uid: number, maxBytes: number): Promise<FetchedMail | undefined> {
    const got = await this.client.fetchOne(
      String(uid),
      { source: { start: 0, maxLength: maxBytes }, size: true, internalDate: true },
      { uid: true },
    );
    if (got === false || !got?.source) return undefined;
    const takenAt = got.internalDate ? new Date(got.internalDate).getTime() : 0;
    return { uid, raw: got.source, cut: (got.size ?? 0) > got.source.length, takenAt };
  }

  /** Whether a folder holds a mail with this Message-ID. */
  has(folder: string, messageId: string): Promise<boolean> {
    return this.within(folder, async () => {
      const found = await this.client.search({ header: { 'message-id': messageId } }, { uid: true });
      return found !== false && found !== undefined && found.length > 0;
    });
  }

  /**
   * Waits at a folder (IDLE, RFC 2177; asked again every two minutes where there is none) until the signal, and calls `news` whenever
   * there may be some: also at once, for what came before. Ends the connection with it. @throws MailHostError when the line breaks
   */
  async watch(folder: string, signal: AbortSignal, news: () => void): Promise<void> {
    const { client } = this;
    const end = () => client.close();
    signal.addEventListener('abort', end, { once: true });
    try {
      await this.within(folder, async () => {
        client.on('exists', news);
        news();
        while (!signal.aborted && client.usable) {
          const began = performance.now();
          await client.idle();
          if (performance.now() - began < shortest && !signal.aborted) break;
        }
        throw new MailHostError('network', 'The line to the mailbox broke.');
      });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', end);
      client.off('exists', news);
    }
  }

  async close(): Promise<void> {
    await Promise.race([
      this.client.logout().catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
    ]);
    this.client.close();
  }
}
