import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
/** Standard Webhooks 1.0.0, written a second time: the other side of the house's own. */
const signature = (secret: string, id: string, seconds: string, body: Buffer): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body.toString()}`).digest('base64')}`;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** A system of the organization's own at the other end of an API channel: calls are signed both ways, repeats of what it was told do nothing. */
export class SignedSystem {
  /** Where the house is called, and the secrets it made. */
  house: { url: string; inbound: string; outbound: string } | undefined;
  /** What it took, by `webhook-id`. */
  readonly taken = new Map<string, { to: string; text: string }>();
  private readonly server: Server;
  private nextSending: 'answer-lost' | 'busy' | undefined;
  private nextCall: 'repeated' | 'answer-lost' | 'wrong-signature' | undefined;

  constructor() {
    this.server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const {
          'webhook-id': id,
          'webhook-timestamp': seconds,
          'webhook-signature': given,
        } = request.headers as Record<string, string>;
        if (!this.house || given !== signature(this.house.outbound, id ?? '', seconds ?? '', body))
          return response.writeHead(401).end();
        const fault = this.nextSending;
        this.nextSending = undefined;
        if (fault === 'busy') return response.writeHead(503).end();
        const { data } = JSON.parse(body.toString()) as { data: { to: { address: string }[]; text: string } };
        this.taken.set(id!, { to: data.to[0]!.address, text: data.text });
        if (fault === 'answer-lost') return request.socket.destroy();
        return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: `theirs-${id}` }));
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  failNextSending(fault: 'answer-lost' | 'busy'): void {
    this.nextSending = fault;
  }

  faultNext(fault: 'repeated' | 'answer-lost' | 'wrong-signature'): void {
    this.nextCall = fault;
  }

  private async call(payload: object, secret: string): Promise<{ status: number; ms: number }> {
    const body = Buffer.from(JSON.stringify(payload));
    const id = (payload as { data: { id: string } }).data.id;
    const seconds = String(Math.floor(Date.now() / 1_000));
    const begun = performance.now();
    const { status } = await fetch(this.house!.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': signature(secret, id, seconds, body),
      },
      body,
    });
    return { status, ms: performance.now() - begun };
  }

  /** Somebody says something; called again as long as it believes that nobody has it. */
  async says(from: string, text: string): Promise<{ acknowledged: boolean; slowest: number }> {
    const fault = this.nextCall;
    this.nextCall = undefined;
    const { inbound } = this.house!;
    const secret = fault === 'wrong-signature' ? `whsec_${Buffer.alloc(32, 5).toString('base64')}` : inbound;
    const payload = { type: 'message', data: { id: randomUUID(), from: { id: from, name: from }, text } };
    const calls = fault === 'repeated' || fault === 'answer-lost' ? 3 : 1;
    const answers = [];
    for (let i = 0; i < calls; i++) answers.push(await this.call(payload, secret));
    return { acknowledged: answers.at(-1)!.status < 300, slowest: Math.max(...answers.map(({ ms }) => ms)) };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
