import type { Input, MethodName, Output, Problem } from '@rapport/contract';

/** The part of a WebSocket that is needed here; browsers' own, or `ws` in programs. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: ((event: unknown) => void) | null;
}

/** A call that was refused, with the server's own words. */
export class CallError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'CallError';
    this.problem = problem;
  }
  get code(): Problem['code'] {
    return this.problem.code;
  }
}

/** No answer: nothing is known of what became of the call, so only repeatable calls may be tried again. */
export class ConnectionError extends Error {
  constructor() {
    super('connection lost');
    this.name = 'ConnectionError';
  }
}

export interface TransportOptions {
  /** Address of the server, without a trailing slash; empty in a browser on the same host. */
  url: string;
  token?: string | undefined;
  language?: string | undefined;
  openSocket(url: string): SocketLike;
  fetch: typeof fetch;
  onFrame(frame: unknown): void;
  onClose(code: number): void;
}

const callTimeout = 30_000;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

/** One socket and the calls on it; calls without a socket go over HTTP. */
export class Transport {
  private readonly options: TransportOptions;
  private socket: SocketLike | undefined;
  private open = false;
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();

  constructor(options: TransportOptions) {
    this.options = options;
  }

  get connected(): boolean {
    return this.open;
  }

  connect(): void {
    this.disconnect();
    const base = this.options.url || globalThis.location?.origin || '';
    const socket = this.options.openSocket(`${base.replace(/^http/, 'ws')}/api/v1/socket`);
    this.socket = socket;
    socket.onopen = () => {
      this.open = true;
    };
    socket.onmessage = (event) => this.receive(event.data);
    socket.onerror = () => undefined;
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.forget();
      this.options.onClose(event.code);
    };
  }

  disconnect(): void {
    const socket = this.socket;
    this.forget();
    socket?.close();
  }

  private forget(): void {
    this.socket = undefined;
    this.open = false;
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new ConnectionError());
    }
    this.pending.clear();
  }

  private receive(data: unknown): void {
    const frame = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: Problem };
    if (frame.id === undefined) return this.options.onFrame(frame);
    const waiting = this.pending.get(frame.id);
    if (!waiting) return;
    this.pending.delete(frame.id);
    clearTimeout(waiting.timer);
    if (frame.error) waiting.reject(new CallError(frame.error));
    else waiting.resolve(frame.result);
  }

  call<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
    return this.open ? this.callOverSocket(name, input) : this.callOverHttp(name, input);
  }

  callOverSocket<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
    const socket = this.socket;
    if (!socket || !this.open) return Promise.reject(new ConnectionError());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new ConnectionError());
      }, callTimeout);
      this.pending.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
      socket.send(JSON.stringify({ id, call: name, input }));
    });
  }

  /** Over HTTP: what sets the session cookie has to come this way. */
  async callOverHttp<M extends MethodName>(name: M, input: Input<M>): Promise<Output<M>> {
    let response: Response;
    let body: unknown;
    try {
      response = await this.options.fetch(`${this.options.url}/api/v1/${name}`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: {
          'content-type': 'application/json',
          ...(this.options.language ? { 'accept-language': this.options.language } : {}),
          ...(this.options.token ? { authorization: `Bearer ${this.options.token}` } : {}),
        },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(callTimeout),
      });
      body = await response.json();
    } catch {
      throw new ConnectionError();
    }
    // What is no problem of ours comes from something in between: nothing is known of the call.
    if (!response.ok && typeof (body as Partial<Problem> | null)?.code !== 'string') throw new ConnectionError();
    if (!response.ok) throw new CallError(body as Problem);
    return body as Output<M>;
  }
}
