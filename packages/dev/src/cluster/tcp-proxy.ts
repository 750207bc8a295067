import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** How a network treats what is sent: it passes, it is refused and reset, or it is swallowed without a word. */
export type ProxyMode = 'open' | 'cut' | 'silent';

interface Line {
  near: Socket;
  far: Socket;
}

/** A network between two programs on loopback, which can be cut, silenced and slowed down. */
export class TcpProxy {
  private readonly server: Server;
  private readonly lines = new Set<Line>();
  private target: { host: string; port: number };
  private mode: ProxyMode = 'open';
  /** Milliseconds that everything takes longer, each way; not to be made shorter while something is on its way. */
  delay = 0;

  private constructor(target: { host: string; port: number }) {
    this.target = target;
    this.server = createServer((near) => this.open(near));
  }

  static async to(host: string, port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy({ host, port });
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Silenced lines do not live on when the network is open again: what was swallowed is missing in them. */
  set(mode: ProxyMode): void {
    const before = this.mode;
    this.mode = mode;
    if (mode === 'cut' || (mode === 'open' && before === 'silent')) for (const line of this.lines) this.drop(line);
  }

  /** New lines lead to another port of the same machine, as when a virtual address moves. */
  lead(port: number): void {
    this.target = { ...this.target, port };
  }

  private open(near: Socket): void {
    near.on('error', () => undefined);
    if (this.mode === 'cut') return void near.resetAndDestroy();
    const far = connect(this.target);
    const line: Line = { near, far };
    this.lines.add(line);
    far.on('error', () => undefined);
    this.carry(near, far);
    this.carry(far, near);
    const end = (): void => {
      // A silent network does not tell one end that the other is gone.
      if (this.mode !== 'silent') this.drop(line);
    };
    near.once('close', end);
    far.once('close', end);
  }

  private carry(from: Socket, to: Socket): void {
    let onTheWay = 0;
    from.on('data', (chunk: Buffer) => {
      if (this.mode === 'silent') return;
      // What is slow is not overtaken by what comes after it.
      if (this.delay > 0 || onTheWay > 0) {
        onTheWay++;
        setTimeout(
          () => {
            onTheWay--;
            to.write(chunk);
          },
          Math.max(1, this.delay),
        );
      } else if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
    });
  }

  private drop(line: Line): void {
    this.lines.delete(line);
    line.near.resetAndDestroy();
    line.far.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const line of this.lines) this.drop(line);
    this.server.close();
    await once(this.server, 'close');
  }
}
