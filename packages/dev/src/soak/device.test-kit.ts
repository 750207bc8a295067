import { type Client, memoryStore, type SocketLike, type Store } from '@rapport/client';
import type WebSocket from 'ws';
import { socketOf, type TestHouse } from '../test-house.ts';
import type { Seat } from '../test-people.ts';

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
      clear: () => store.clear(),
    },
  };
}

/** One device of a person: its client can lose its socket, or be killed and started again on the same store. */
export class Device {
  readonly name: string;
  readonly seat: Seat;
  private readonly kit: TestHouse;
  private readonly disk = memoryStore();
  private current: Client | undefined;
  private kill: () => void = () => undefined;
  private readonly sockets = new Set<WebSocket>();

  constructor(kit: TestHouse, name: string, seat: Seat) {
    this.kit = kit;
    this.name = name;
    this.seat = seat;
  }

  get client(): Client {
    if (!this.current) throw new Error(`${this.name} is switched off`);
    return this.current;
  }

  async start(): Promise<void> {
    const { store, die } = mortal(this.disk);
    this.kill = die;
    const open = socketOf(this.seat.token);
    const openSocket = (url: string): SocketLike => {
      const socket = open(url);
      this.sockets.add(socket as unknown as WebSocket);
      return socket;
    };
    this.current = await this.kit.client(this.seat, { store, saveEvery: 40, openSocket });
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
}
