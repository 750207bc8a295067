import { type Client, createClient, memoryStore, type SocketLike, type Store } from '@rapport/client';
import WebSocket from 'ws';
import { socketOf } from '../test-house.ts';
import type { Seat } from '../test-people.ts';

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A store that a killed client can no longer write to. */
function mortal(store: Store): { store: Store; die(): void } {
  let alive = true;
  return {
    die: () => {
      alive = false;
    },
    store: {
      load: () => store.load(),
      save: async (kept) => (alive ? store.save(kept) : undefined),
      saveOutbox: async (items) => (alive ? store.saveOutbox(items) : undefined),
      saveDraft: async (conversation, draft) => (alive ? store.saveDraft(conversation, draft) : undefined),
      clear: () => store.clear(),
    },
  };
}

export interface DeviceOptions {
  name: string;
  seat: Seat;
  /** Of the network before its house. */
  url: string;
  /** Milliseconds its clock is ahead of true time. */
  skew: number;
}

/** One device of a person: its client can lose its socket, stop reading it, or be killed and started again on the same store. */
export class Device {
  readonly name: string;
  readonly seat: Seat;
  readonly url: string;
  /** Codes its sockets were closed with. */
  readonly closes: number[] = [];
  /** Sends of each draft, by client id. */
  private readonly sends = new Map<string, number>();
  private readonly skew: number;
  private readonly disk = memoryStore();
  private current: Client | undefined;
  private kill: () => void = () => undefined;
  private readonly sockets = new Set<WebSocket>();

  constructor({ name, seat, url, skew }: DeviceOptions) {
    this.name = name;
    this.seat = seat;
    this.url = url;
    this.skew = skew;
  }

  get client(): Client {
    if (!this.current) throw new Error(`${this.name} is switched off`);
    return this.current;
  }

  /** Begins from what is on its disk; connects in its own time. */
  async start(): Promise<void> {
    const { store, die } = mortal(this.disk);
    this.kill = die;
    const open = socketOf(this.seat.token);
    const openSocket = (url: string): SocketLike => {
      const socket = open(url) as WebSocket;
      this.sockets.add(socket);
      this.countSends(socket);
      socket.on('close', (code) => {
        this.closes.push(code);
        this.sockets.delete(socket);
      });
      return socket as SocketLike;
    };
    const now = () => Date.now() + this.skew;
    this.current = createClient({ url: this.url, token: this.seat.token, store, saveEvery: 40, openSocket, now });
    await this.current.connect();
  }

  private countSends(socket: WebSocket): void {
    const send = socket.send.bind(socket) as (text: string) => void;
    socket.send = (text: string) => {
      const id = text.includes('conversations.sendMessage') ? /"clientId":"([^"]+)"/.exec(text)?.[1] : undefined;
      if (id) this.sends.set(id, this.timesSent(id) + 1);
      send(text);
    };
  }

  /** How often a draft was sent over this device's sockets. */
  timesSent(clientId: string): number {
    return this.sends.get(clientId) ?? 0;
  }

  /** The network is gone, without a word. */
  dropSocket(): void {
    for (const socket of this.sockets) socket.terminate();
    this.sockets.clear();
  }

  /** The tab is killed; a new one begins from what was on disk. */
  async reload(): Promise<void> {
    this.kill();
    const old = this.client;
    this.dropSocket();
    await old.close();
    await this.start();
  }

  /**
   * Asks for more than anybody may leave unread and reads none of it for a while, then for twice as much. Answers the code its
   * socket was closed with, or undefined when it never was.
   */
  async stopReading(conversation: string): Promise<number | undefined> {
    const socket = [...this.sockets].find((one) => one.readyState === WebSocket.OPEN);
    if (!socket) return 0;
    let code: number | undefined;
    socket.on('close', (closed) => {
      code = closed;
    });
    for (let rounds = 2; code === undefined && rounds <= 16; rounds *= 2) {
      socket.pause();
      for (let round = 0; round < rounds; round++) await this.askMuch(socket, conversation);
      socket.resume();
      for (let waited = 0; code === undefined && waited < 1_000; waited += 20) await wait(20);
    }
    return code;
  }

  /** As many calls as may be under way, and time for them to be answered. */
  private async askMuch(socket: WebSocket, conversation: string): Promise<void> {
    const text = { call: 'conversations.history', input: { conversation, limit: 50 } };
    for (let n = 0; n < 40 && socket.readyState === WebSocket.OPEN; n++)
      socket.send(JSON.stringify({ id: 10_000_000 + n, ...text }));
    await wait(120);
  }

  async end(): Promise<void> {
    await this.current?.close();
    this.dropSocket();
  }
}
