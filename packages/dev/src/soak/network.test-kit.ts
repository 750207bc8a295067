import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Dice } from './dice.test-kit.ts';

interface Line {
  near: Socket;
  far: Socket;
  stalled: boolean;
}

/** The network between devices and a house, one TCP line a connection: lines can be cut, and stand still without a word. */
export class Network {
  private readonly server: Server;
  private readonly lines = new Set<Line>();
  private target: number;
  port = 0;
  /** New lines are refused while this holds. */
  closed = false;

  constructor(target: number) {
    this.target = target;
    this.server = createServer((near) => this.open(near));
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private open(near: Socket): void {
    near.on('error', () => undefined);
    if (this.closed) return void near.resetAndDestroy();
    const far = connect(this.target, '127.0.0.1');
    const line: Line = { near, far, stalled: false };
    this.lines.add(line);
    far.on('error', () => undefined);
    const end = () => {
      // A line that stands still does not tell its other end that this one is gone.
      if (!line.stalled) this.drop(line);
    };
    near.once('close', end);
    far.once('close', end);
    near.pipe(far);
    far.pipe(near);
  }

  private drop(line: Line): void {
    this.lines.delete(line);
    line.near.destroy();
    line.far.destroy();
  }

  private some(dice: Dice, share: number): Line[] {
    return [...this.lines].filter(() => dice.chance(share));
  }

  /** Cuts a share of the lines, in the middle of whatever they carry. */
  cut(dice: Dice, share: number): void {
    for (const { near, far } of this.some(dice, share)) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  /** Half-open: nothing passes in one direction or in both, and neither end is told. */
  stall(dice: Dice, share: number): void {
    for (const line of this.some(dice, share)) {
      line.stalled = true;
      const way = dice.next();
      if (way < 0.7) line.far.unpipe(line.near).pause();
      if (way > 0.4) line.near.unpipe(line.far).pause();
    }
  }

  /** What stood still goes on, or ends. */
  release(dice: Dice): void {
    for (const line of this.lines) {
      if (!line.stalled) continue;
      line.stalled = false;
      if (dice.chance(0.5) || line.near.destroyed || line.far.destroyed) {
        this.drop(line);
        continue;
      }
      line.far.unpipe(line.near);
      line.near.unpipe(line.far);
      line.near.pipe(line.far);
      line.far.pipe(line.near);
    }
  }

  async end(): Promise<void> {
    this.server.close();
    for (const line of this.lines) this.drop(line);
  }
}
