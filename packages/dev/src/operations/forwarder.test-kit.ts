import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address that leads to another port, and may be turned elsewhere: what a virtual address does. */
export interface Forwarder {
  port: number;
  /** Ends every connection, and refuses new ones. */
  cut(): void;
  /** Takes connections again, to this port. */
  lead(port: number): void;
  close(): void;
}

export async function startForwarder(target: number): Promise<Forwarder> {
  let to: number | undefined = target;
  const open = new Set<Socket>();
  const server = createServer((from) => {
    if (to === undefined) return from.destroy();
    const onward = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [from, onward],
      [onward, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    to = undefined;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    lead(port) {
      to = port;
    },
    close() {
      cut();
      server.close();
    },
  };
}
