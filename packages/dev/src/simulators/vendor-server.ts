import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How a call of the API goes wrong. `answer-lost`: done, and the connection breaks; `hangs`: done, and nothing is answered; `not-reached`: the
 * connection breaks before anything is done; `busy`: refused with -1; `gateway`: something on the way answers 502; `garbled`: 200 with a page.
 */
export type ApiFault = 'answer-lost' | 'hangs' | 'not-reached' | 'busy' | 'gateway' | 'garbled';

export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What a call is answered with: JSON, or bytes with their type. */
export type ApiAnswer = Record<string, unknown> | { bytes: Buffer; type: string; name?: string };

export type ApiHandler = (call: ApiCall) => ApiAnswer | Promise<ApiAnswer>;

/** An API refusal in the vendors' form. */
export const refusal = (errcode: number, errmsg: string): ApiAnswer => ({ errcode, errmsg });
export const fine: ApiAnswer = { errcode: 0, errmsg: 'ok' };

/** JSON of a call; {} when it is none. */
export function jsonOf(call: ApiCall): Record<string, unknown> {
  try {
    const value = JSON.parse(call.body.toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The one file of a multipart body. */
export function uploadIn(call: ApiCall): { name: string; type: string; bytes: Buffer } | undefined {
  const boundary = /boundary=("?)([^";]+)\1/.exec(call.headers['content-type'] ?? '')?.[2];
  if (boundary === undefined) return undefined;
  const head = call.body.indexOf('\r\n\r\n');
  const end = call.body.lastIndexOf(`\r\n--${boundary}--`);
  const lines = call.body.subarray(0, head).toString('utf8');
  if (head < 0 || end < head || !lines.startsWith(`--${boundary}\r\n`)) return undefined;
  return {
    name: /filename="([^"]*)"/.exec(lines)?.[1] ?? '',
    type: /content-type: *([^\r\n;]+)/i.exec(lines)?.[1] ?? '',
    bytes: call.body.subarray(head + 4, end),
  };
}

/** An HTTP API on this machine that misbehaves when told to. */
export class VendorServer {
  /** Every call that came, with those that failed. */
  readonly calls: { path: string; at: number; fault?: ApiFault }[] = [];
  private readonly server: http.Server;
  private readonly handlers: ReadonlyMap<string, ApiHandler>;
  private readonly hanging = new Set<ServerResponse>();
  private readonly faults: { path: string; how: ApiFault }[] = [];

  constructor(handlers: Readonly<Record<string, ApiHandler>>) {
    this.handlers = new Map(Object.entries(handlers));
    this.server = http.createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** `127.0.0.1:port`, for the list of allowed addresses. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** The next calls of `path` go wrong, in this order. */
  fail(path: string, ...how: readonly ApiFault[]): void {
    for (const one of how) this.faults.push({ path, how: one });
  }

  /** How often `path` was called. */
  count(path: string): number {
    return this.calls.filter((call) => call.path === path).length;
  }

  /** How many calls were left without an answer. */
  get unanswered(): number {
    return this.hanging.size;
  }

  /** Breaks the connections of calls that were left without an answer. */
  hangUp(): void {
    for (const one of this.hanging) one.destroy();
    this.hanging.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private takeFault(path: string): ApiFault | undefined {
    const at = this.faults.findIndex((one) => one.path === path);
    return at < 0 ? undefined : this.faults.splice(at, 1)[0]!.how;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://vendor');
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const path = url.pathname;
    const fault = this.takeFault(path);
    this.calls.push({ path, at: Date.now(), ...(fault ? { fault } : {}) });
    if (fault === 'not-reached') return void request.socket.destroy();
    if (fault === 'busy') return send(response, refusal(-1, 'system error'));
    if (fault === 'gateway') return void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502</h1>');
    const handler = this.handlers.get(path);
    if (!handler) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('no such interface');
    const body = Buffer.concat(parts);
    const done = await handler({
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      headers: request.headers,
      body,
    });
    if (fault === 'answer-lost') return void request.socket.destroy();
    if (fault === 'hangs') return void this.hanging.add(response);
    if (fault === 'garbled') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    send(response, done);
  }
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  if ('bytes' in answer && Buffer.isBuffer(answer.bytes)) {
    const { bytes, type, name } = answer as { bytes: Buffer; type: string; name?: string };
    const disposition = name ? { 'content-disposition': `attachment; filename="${Buffer.from(name).toString('latin1')}"` } : {};
    response.writeHead(200, { 'content-type': type, ...disposition }).end(bytes);
  } else response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}
