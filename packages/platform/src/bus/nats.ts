import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import type { Bus, Hints, Subject } from '../bus.ts';
import type { Logger } from '../logger.ts';
import { decodeBatch, encodeBatch, isSent, nodeBytes, type SentHint } from './codec.ts';
import { createLocalBus, type LocalBus } from './local.ts';
import { Outgoing } from './outgoing.ts';
import { Peers } from './peers.ts';

/** The largest message; a NATS server's own bound may be lower (its default is 1 MiB). */
const mostBytes = 512 * 1024;
/** Bytes that NATS has not confirmed: beyond this hints are dropped, not heaped up. */
const mostPending = 8 * 1024 * 1024;
/** So much goes out before a confirmation is asked for. */
const confirmAfter = 64 * 1024;
/** A node that has nothing to say says so. */
const beatEvery = 1_000;
/** NATS is asked this often whether it is there; after `pingsOut` questions without an answer the line is taken for lost. */
const pingEvery = 1_000;
const pingsOut = 2;
/** Between tries to open the line (ms), with as much again at random. */
const retryAfter = 250;
const headRoom = 128;

/** A bus that also reaches other nodes. */
export interface NodeBus extends Bus {
  /**
   * Opens the line to the other nodes of a house; resolves when it stands or has not come to stand for two seconds: it goes on
   * trying for as long as the bus is open. Until then hints stay on this node.
   */
  join(house: string): Promise<void>;
  /** Whether the line stands. */
  readonly connected: boolean;
  /** Milliseconds since another node was heard; undefined when it is not known or has been silent for long. */
  silence(node: string): number | undefined;
  /** What went over the line. */
  readonly traffic: Readonly<Traffic>;
}

export interface Traffic {
  sentMessages: number;
  sentBytes: number;
  heardMessages: number;
  heardBytes: number;
  /** Messages not sent: NATS was away or slow, or a hint was too large. */
  dropped: number;
  /** Messages of others that did not come. */
  lost: number;
  /** What came and was no message of a node. */
  malformed: number;
  reconnects: number;
}

export interface NatsBusOptions {
  /** Addresses, with user and password or token in them; `tls://` for an encrypted line. */
  servers: string;
  /** This node's id, a UUID. */
  node: string;
  logger: Logger;
  /** A listener threw. */
  onError(error: unknown): void;
}

/**
 * Whether a server's certificate is for one of these addresses. Names are compared by Node.js; of an address in figures the client tells
 * it nothing, and it would compare `localhost`.
 */
function identityOf(hosts: readonly string[]) {
  return (name: string, certificate: PeerCertificate): Error | undefined => {
    if (name !== 'localhost' || hosts.includes(name)) return checkServerIdentity(name, certificate);
    const refusals = hosts.filter((host) => isIP(host) !== 0).map((host) => checkServerIdentity(host, certificate));
    return refusals.includes(undefined) ? undefined : (refusals[0] ?? checkServerIdentity(name, certificate));
  };
}

/** How nats.js wants its addresses: without the credentials, which all servers of a cluster share. */
export function natsOptions(servers: string): NodeConnectionOptions {
  const urls = servers.split(',').map((one) => new URL(one.trim()));
  const { username, password, protocol } = urls[0]!;
  const hosts = urls.map((url) => url.hostname.replace(/^\[|\]$/g, ''));
  const tls = { handshakeFirst: false, checkServerIdentity: identityOf(hosts) };
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  return {
    servers: urls.map((url) => `${url.hostname}:${url.port || 4222}`),
    ...(pass ? { user, pass } : user ? { token: user } : {}),
    ...(protocol === 'tls:' ? { tls } : {}),
  };
}

class NatsBus implements NodeBus {
  readonly traffic: Traffic = {
    sentMessages: 0,
    sentBytes: 0,
    heardMessages: 0,
    heardBytes: 0,
    dropped: 0,
    lost: 0,
    malformed: 0,
    reconnects: 0,
  };
  connected = false;
  private readonly options: NatsBusOptions;
  private readonly local: LocalBus;
  private readonly outgoing: Outgoing;
  private readonly peers = new Peers();
  private readonly me: Buffer;
  private subject: string | undefined;
  private line: NatsConnection | undefined;
  private number = 0;
  private saidAt = 0;
  private pending = 0;
  private confirming = false;
  private beat: NodeJS.Timeout | undefined;
  private serving: Promise<void> = Promise.resolve();
  private closed = false;
  private warned = new Set<string>();

  constructor(options: NatsBusOptions) {
    this.options = options;
    this.local = createLocalBus(options.onError);
    this.me = nodeBytes(options.node);
    this.outgoing = new Outgoing(
      () => Math.min(mostBytes, this.line?.info?.max_payload ?? mostBytes) - headRoom,
      (parts) => this.say(parts),
    );
  }

  publish<S extends Subject>(subject: S, hint: Hints[S]): void {
    this.local.publish(subject, hint);
    if (this.subject === undefined || this.closed || !isSent(subject)) return;
    // While nobody hears, nothing is made ready; the number that is passed over tells the others later.
    if (!this.connected || !this.outgoing.add({ subject, hint } as SentHint)) this.drop();
  }

  subscribe: Bus['subscribe'] = (subject, listener) => this.local.subscribe(subject, listener);

  silence(node: string): number | undefined {
    return this.peers.silence(node);
  }

  async join(house: string): Promise<void> {
    this.subject = `rapport.${house}.hints`;
    this.beat = setInterval(() => this.tick(), beatEvery);
    this.beat.unref();
    let stands = (): void => undefined;
    const standing = new Promise<void>((resolve) => {
      stands = resolve;
    });
    this.serving = this.serve(stands);
    await Promise.race([standing, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.outgoing.flush();
    this.closed = true;
    clearInterval(this.beat);
    if (this.connected) {
      this.say([], true);
      const told = this.line?.flush().catch(() => undefined);
      await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
    }
    await this.line?.close();
    await this.serving;
    await this.local.close();
  }

  /** Keeps a line open until the bus is closed. */
  private async serve(stands: () => void): Promise<void> {
    // A node that is alone does not load it.
    const { connect } = await import('@nats-io/transport-node');
    while (!this.closed) {
      try {
        this.line = await connect({
          ...natsOptions(this.options.servers),
          name: `rapport ${this.options.node}`,
          noEcho: true,
          timeout: 2_000,
          pingInterval: pingEvery,
          maxPingOut: pingsOut,
          maxReconnectAttempts: -1,
          reconnectDelayHandler: () => retryAfter * (1 + Math.random()),
          ignoreAuthErrorAbort: true,
          noAsyncTraces: true,
        });
        if (this.closed) await this.line.close();
        else await this.follow(this.line, stands);
      } catch (error) {
        this.warn('NATS cannot be reached; this node goes on alone and tries again', error);
      }
      this.down();
      if (!this.closed) await new Promise((resolve) => setTimeout(resolve, retryAfter * (1 + Math.random())));
    }
  }

  /** Listens on a line for as long as it lasts; the client opens it again by itself when it breaks. */
  private async follow(line: NatsConnection, stands: () => void): Promise<void> {
    line.subscribe(this.subject!, {
      callback: (error, message) => {
        if (!error) return this.receive(message.data);
        this.warn('NATS does not let this node listen', error);
        void line.close();
      },
    });
    const states = line.status();
    await this.up(line);
    stands();
    for await (const status of states) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') this.down();
      else if (status.type === 'reconnect') await this.up(line).catch(() => undefined);
      else if (status.type === 'error') this.warn('NATS refuses', status.error);
    }
    if (!this.closed) throw new Error('the line was closed');
  }

  /** The line stands when the server has taken the subscription, not sooner. */
  private async up(line: NatsConnection): Promise<void> {
    await line.flush();
    this.pending = 0;
    this.connected = true;
    this.traffic.reconnects++;
    this.warned.clear();
    this.say([]);
  }

  private down(): void {
    if (this.connected) this.options.logger.warn('the line to NATS is lost');
    this.connected = false;
  }

  /** One message; a number that is not followed by the next tells hearers that they missed something. */
  private say(parts: Buffer[], farewell = false): void {
    const number = ++this.number;
    if (!this.line || !this.connected || this.pending > mostPending) {
      this.traffic.dropped++;
      return;
    }
    try {
      const bytes = encodeBatch(this.me, number, farewell, parts);
      this.line.publish(this.subject!, bytes);
      this.saidAt = performance.now();
      this.traffic.sentMessages++;
      this.traffic.sentBytes += bytes.length;
      this.pending += bytes.length;
      if (this.pending > confirmAfter) this.confirm(this.line);
    } catch (error) {
      this.traffic.dropped++;
      this.warn('a message to other nodes was not taken', error);
    }
  }

  private drop(): void {
    this.number++;
    this.traffic.dropped++;
  }

  /** What was sent before an answered question has arrived at the server. */
  private confirm(line: NatsConnection): void {
    if (this.confirming) return;
    this.confirming = true;
    const asked = this.pending;
    line
      .flush()
      .then(() => {
        this.pending = Math.max(0, this.pending - asked);
      })
      .catch(() => undefined)
      .finally(() => {
        this.confirming = false;
        if (this.connected && this.pending > confirmAfter) this.confirm(line);
      });
  }

  private receive(data: Uint8Array): void {
    this.traffic.heardMessages++;
    this.traffic.heardBytes += data.length;
    let batch: ReturnType<typeof decodeBatch>;
    try {
      batch = decodeBatch(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    } catch (error) {
      this.traffic.malformed++;
      return this.warn('what came from NATS is no message of a node', error);
    }
    if (batch.node === this.options.node) return;
    const { isNew, lost, repeated } = this.peers.hear(batch.node, batch.number);
    if (repeated) return;
    if (isNew) this.local.publish('node', { id: batch.node, here: true });
    if (lost) {
      this.traffic.lost++;
      this.local.publish('line', { away: !this.connected });
    }
    for (const { subject, hint } of batch.hints) this.local.hand(subject, hint, 'elsewhere');
    if (batch.farewell && this.peers.forget(batch.node)) this.local.publish('node', { id: batch.node, here: false });
  }

  private tick(): void {
    for (const id of this.peers.forgetSilent()) this.local.publish('node', { id, here: false });
    if (this.connected && performance.now() - this.saidAt > beatEvery * 0.9) this.say([]);
  }

  /** Once for each kind of trouble, until the line stands anew. */
  private warn(what: string, error: unknown): void {
    if (this.closed || this.warned.has(what)) return;
    this.warned.add(what);
    this.options.logger.warn({ reason: (error as Error | undefined)?.message }, what);
  }
}

/** The bus over NATS. Listeners on this node hear at once, as without it; other nodes by one message for each turn. */
export const createNatsBus = (options: NatsBusOptions): NodeBus => new NatsBus(options);
