import { createHmac, randomUUID } from 'node:crypto';
import type { HouseFrame, VisitorFrame, VisitorMessage } from '@rapport/contract';
import { WebSocket } from 'ws';
import type { ArrivalFault, ChannelDriver, SendFault } from './channel-conformance.test-kit.ts';

/** The house knows this visit not. */
const unknownVisit = 4003;
/** What was said and not acknowledged is at most so much at a time, as the widget keeps it. */
const mostUnanswered = 20;

/** Where the widget of an account is served. */
interface Place {
  origin: string;
  account: string;
}

/** What goes wrong next, of all who have the widget open. */
interface Faults {
  arrival?: ArrivalFault | undefined;
  sending?: SendFault | undefined;
}

interface Unsent {
  clientId: string;
  text: string;
  /** How often it is said before its answer is listened to. */
  times: number;
  done(kept: boolean): void;
}

/**
 * A browser with the widget open. What it said and nobody acknowledged it says again on its next line, under the same number; a
 * line that comes back asks for what it missed.
 */
class Browser {
  /** What was said to the visitor, by its number in the talk. */
  private readonly shown = new Map<number, string>();
  private cursor = 0;
  private readonly unsent = new Map<string, Unsent>();
  /** Said on this line. */
  private said = new Set<string>();
  private greeted: ((known: boolean) => void)[] = [];
  private socket: WebSocket | undefined;
  private stopped = false;
  private readonly place: Place;
  private readonly token: string;
  private readonly faults: Faults;

  constructor(place: Place, token: string, faults: Faults = {}) {
    this.place = place;
    this.token = token;
    this.faults = faults;
  }

  /** Until it is kept; false: it is not taken from this visitor. */
  say(text: string, times = 1): Promise<boolean> {
    return new Promise((done) => {
      const clientId = randomUUID();
      this.unsent.set(clientId, { clientId, text, times, done });
      if (this.socket?.readyState === WebSocket.OPEN && this.greeted.length === 0) this.sayNext();
      else this.connect();
    });
  }

  /** What was said to the visitor so far, in order: all that was committed before this was asked. */
  async sees(): Promise<string[]> {
    const known = new Promise<boolean>((resolve) => this.greeted.push(resolve));
    if (this.socket?.readyState === WebSocket.OPEN) this.greet();
    else this.connect();
    if (!(await known)) throw new Error('the house does not know this visit');
    return [...this.shown].sort(([a], [b]) => a - b).map(([, text]) => text);
  }

  /** The line is gone, and comes back when it is needed. */
  leave(): void {
    this.socket?.terminate();
  }

  stop(): void {
    this.stopped = true;
    this.leave();
  }

  private send(frame: VisitorFrame): void {
    this.socket?.send(JSON.stringify(frame));
  }

  private greet(): void {
    this.send({ type: 'hello', token: this.token, after: this.cursor });
  }

  private connect(): void {
    if (this.socket && this.socket.readyState <= WebSocket.OPEN) return;
    const socket = new WebSocket(`${this.place.origin.replace('http', 'ws')}/widget/${this.place.account}/socket`);
    this.socket = socket;
    this.said = new Set();
    socket.on('open', () => this.greet());
    socket.on('message', (data) => socket.readyState === WebSocket.OPEN && this.hear(JSON.parse(String(data)) as HouseFrame));
    socket.on('error', () => undefined);
    socket.on('close', (code) => this.lost(code));
  }

  private lost(code: number): void {
    if (code === unknownVisit || this.stopped) {
      for (const one of this.unsent.values()) one.done(false);
      for (const resolve of this.greeted.splice(0)) resolve(false);
      this.unsent.clear();
    } else if (this.unsent.size + this.greeted.length > 0) this.connect();
  }

  /** What the line was to bring when it broke is lost with it. */
  private breaks(frame: HouseFrame): boolean {
    const { faults } = this;
    const told = 'messages' in frame ? frame.messages : frame.type === 'message' ? [frame.message] : [];
    const lost =
      (faults.arrival === 'answer-lost' && frame.type === 'kept') ||
      (faults.sending === 'answer-lost' && told.some(({ mine, seq }) => !mine && !this.shown.has(seq)));
    if (!lost) return false;
    if (frame.type === 'kept') faults.arrival = undefined;
    else faults.sending = undefined;
    this.leave();
    return true;
  }

  private hear(frame: HouseFrame): void {
    if (this.breaks(frame)) return;
    if (frame.type === 'kept') this.kept(frame.clientId);
    if (frame.type === 'message') this.show([frame.message], frame.cursor);
    if (frame.type === 'refused') this.unsent.get(frame.clientId ?? '')?.done(false);
    if (frame.type !== 'hello') return;
    if (frame.fresh) this.shown.clear();
    this.show(frame.messages, frame.cursor);
    for (const resolve of this.greeted.splice(0)) resolve(true);
    this.sayNext();
  }

  private show(messages: readonly VisitorMessage[], cursor: number): void {
    for (const { mine, seq, text } of messages) if (!mine) this.shown.set(seq, text);
    this.cursor = cursor;
  }

  private kept(clientId: string): void {
    const one = this.unsent.get(clientId);
    if (!one || --one.times > 0) return;
    this.unsent.delete(clientId);
    this.said.delete(clientId);
    one.done(true);
    this.sayNext();
  }

  private sayNext(): void {
    for (const one of this.unsent.values()) {
      if (this.said.size >= mostUnanswered) return;
      if (this.said.has(one.clientId)) continue;
      this.said.add(one.clientId);
      for (let n = 0; n < one.times; n++) this.send({ type: 'say', clientId: one.clientId, text: one.text });
    }
  }
}

const hashOf = (secret: string, user: string): string => createHmac('sha256', secret).update(user).digest('hex');

/** Pages of a site that names its visitors, as the kit drives them. */
class Site {
  place!: Place;
  readonly secret = 'a-secret-of-the-site';
  readonly faults: Faults = {};
  private readonly browsers = new Map<string, Browser>();

  async visit(user: string, secret = this.secret): Promise<string | undefined> {
    const answer = await fetch(`${this.place.origin}/widget/${this.place.account}/visits`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ identity: { user, hash: hashOf(secret, user), name: user } }),
    });
    return answer.ok ? ((await answer.json()) as { token: string }).token : undefined;
  }

  async device(user: string): Promise<Browser> {
    return new Browser(this.place, (await this.visit(user))!, this.faults);
  }

  /** The browser that somebody uses all the time. */
  async browser(user: string): Promise<Browser> {
    const known = this.browsers.get(user);
    if (known) return known;
    const made = await this.device(user);
    const first = this.browsers.get(user) ?? made;
    this.browsers.set(user, first);
    return first;
  }

  /** Under another secret, and with a token that is none: whether any of it was taken. */
  async forge(user: string, text: string): Promise<boolean> {
    const token = (await this.visit(user))!;
    const middle = Math.floor(token.length / 2);
    const altered = `${token.slice(0, middle)}${token[middle] === 'A' ? 'B' : 'A'}${token.slice(middle + 1)}`;
    const tokens = [await this.visit(user, 'another-secret-of-a-site'), altered, 'none'];
    const said = await Promise.all(tokens.map((one) => one !== undefined && new Browser(this.place, one).say(text)));
    return said.includes(true);
  }

  async says(user: string, text: string): Promise<boolean> {
    const { arrival } = this.faults;
    if (arrival !== 'answer-lost') this.faults.arrival = undefined;
    if (arrival === 'wrong-signature') return this.forge(user, text);
    return (await this.browser(user)).say(text, arrival === 'repeated' ? 3 : 1);
  }

  /** What the browser has, whose line came and went; one that was never there before must see the same. */
  async sees(user: string): Promise<string[]> {
    const seen = await (await this.browser(user)).sees();
    const other = await this.device(user);
    const all = await other.sees();
    other.stop();
    if (JSON.stringify(seen) !== JSON.stringify(all)) throw new Error('a line that came back does not show what a new one shows');
    return seen;
  }

  /** Nobody is there when it is said. */
  allLeave(): void {
    for (const one of this.browsers.values()) one.leave();
  }

  stop(): void {
    for (const one of this.browsers.values()) one.stop();
  }
}

const userOf = (person: string): string => person.replace(/^user:/, '');

/** The widget on a site, as the kit drives it: visitors read the talk itself, so that what is sent is what they see. */
export async function widgetDriver(): Promise<ChannelDriver> {
  const site = new Site();
  return {
    kind: 'web',
    settings: { title: '在线客服', greeting: { en: 'Hello!', zh: '您好！' } as never },
    secrets: { identity: site.secret },
    async connect(webhook) {
      const { origin, pathname } = new URL(webhook);
      site.place = { origin, account: pathname.split('/').at(-1)! };
      // Visitors have a door of their own; at that of platforms nobody is listened to.
      const called = await fetch(webhook, { method: 'POST', body: '{}' });
      return called.status === 404 && (await fetch(`${origin}/widget/${site.place.account}/setup`)).ok;
    },
    person: (name) => `user:${name}`,
    says: async (person, text) => ({ acknowledged: await site.says(userOf(person), text) }),
    // On a telephone without a line, and on the computer meanwhile.
    async saysReordered(person, first, second) {
      const telephone = await site.device(userOf(person));
      await (await site.browser(userOf(person))).say(second);
      await telephone.say(first);
      telephone.stop();
    },
    faultNext(fault) {
      site.faults.arrival = fault;
    },
    failNextSending(fault) {
      if (fault === 'busy') site.allLeave();
      else site.faults.sending = fault;
    },
    sent: (person) => site.sees(userOf(person)),
    idempotent: true,
    stop: async () => site.stop(),
  };
}
