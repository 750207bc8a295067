import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.ts';
import { type Found, found } from './found.ts';

type Place = Pick<Config, 'url' | 'proxies'>;

/** What is seen so often, and so much more often than its opposite, is no play of somebody's with headers. */
const often = 5;
const hour = 3_600_000;

interface Seen {
  value: string;
  times: number;
  /** Unix ms of the first and the last time in a row. */
  last: number;
}

/**
 * What requests say of how people come here: whether a proxy stands before us that is not believed, and whether the public address
 * is the one of RAPPORT_URL. Only pages count, which browsers ask for; programs may use whatever address they like.
 */
export class Front {
  private readonly seen = new Map<'untrusted' | 'host' | 'scheme', Seen>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  see({ url, proxies }: Place, headers: IncomingHttpHeaders, from: string): void {
    // Health checks of balancers and programs write what they like into headers.
    if (headers['sec-fetch-mode'] !== 'navigate') return;
    const forwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    const believed = proxies.has(from);
    // A proxy stands before everybody: one who comes without, or by one that is believed, takes one of the others back.
    if (forwarded && !believed) this.note('untrusted', from.replace(/^::ffff:/, ''));
    else this.takeBack('untrusted');
    const own = new URL(url);
    const host = (believed ? headers['x-forwarded-host'] : undefined) ?? headers.host;
    if (typeof host === 'string' && /^[\w.:[\]-]{1,100}$/.test(host)) this.noteOther('host', host, own.host);
    const scheme = believed ? headers['x-forwarded-proto'] : undefined;
    if (scheme === 'http' || scheme === 'https') this.noteOther('scheme', scheme, own.protocol.slice(0, -1));
  }

  /** What has been seen again and again within the last hour. */
  judge({ url }: Place): Found[] {
    const lately = (kind: 'untrusted' | 'host' | 'scheme') => {
      const one = this.seen.get(kind);
      return one && one.times >= often && this.now() - one.last < hour ? one.value : undefined;
    };
    const [address, host, scheme] = [lately('untrusted'), lately('host'), lately('scheme')];
    const wrong = [
      ...(address ? [found('proxy-untrusted', { address })] : []),
      ...(host ? [found('proxy-other-host', { host, url })] : []),
      ...(scheme ? [found('proxy-other-scheme', { scheme, url })] : []),
    ];
    return wrong.length > 0 ? wrong : [found('proxy-fits')];
  }

  private noteOther(kind: 'host' | 'scheme', value: string, own: string): void {
    // One who comes by the right way takes one of the others back: a proxy that is wrong is wrong for all.
    if (value !== own) this.note(kind, value);
    else this.takeBack(kind);
  }

  private takeBack(kind: 'untrusted' | 'host' | 'scheme'): void {
    const one = this.seen.get(kind);
    if (one) one.times = Math.max(0, one.times - 1);
  }

  private note(kind: 'untrusted' | 'host' | 'scheme', value: string): void {
    const before = this.seen.get(kind);
    const times = before?.value === value ? Math.min(before.times + 1, often * 2) : 1;
    this.seen.set(kind, { value, times, last: this.now() });
  }
}
