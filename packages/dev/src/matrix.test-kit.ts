import type { BaseRole } from '@rapport/contract';
import { createTokenFor } from '@rapport/modules';
import WebSocket from 'ws';
import type { TestHouse } from './test-house.ts';
import type { PersonKind, Seat } from './test-people.ts';

/** Who calls, and whether they are in the conversation that the call is about. */
export interface Caller {
  kind: 'nobody' | 'deactivated' | PersonKind;
  /** Bots hold what members hold. */
  role: BaseRole | null;
  inside: boolean;
  seat: Seat | null;
}

/** What came of a call: `ok`, or an error code with the whole problem. */
export interface Outcome {
  code: string;
  body: unknown;
}

const outcomeOf = (ok: boolean, body: unknown): Outcome => ({ code: ok ? 'ok' : (body as { code: string }).code, body });

/** Calls over HTTP with whatever input. */
export async function tryOverHttp(kit: TestHouse, token: string | null, name: string, input: unknown): Promise<Outcome> {
  const response = await fetch(`${kit.url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(input),
  });
  return outcomeOf(response.ok, await response.json());
}

/** One bare socket, for calls that no client would make. */
export class BareSocket {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<number, (outcome: Outcome) => void>();
  private next = 1;
  readonly closed: Promise<number>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.on('close', (code) => resolve(code)));
    void this.closed.then((code) => {
      for (const settle of this.waiting.values()) settle({ code: 'closed', body: code });
    });
    socket.on('message', (data) => this.receive(String(data)));
  }

  /** Rejects with the HTTP status when the server does not let it in. */
  static async open(url: string, headers: Record<string, string>): Promise<BareSocket> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/socket`, { headers });
    const bare = new BareSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => resolve());
      socket.on('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
      socket.on('error', reject);
    });
    return bare;
  }

  private receive(text: string): void {
    const frame = JSON.parse(text) as { id?: number; result?: unknown; error?: unknown };
    if (frame.id === undefined) return;
    this.waiting.get(frame.id)?.(frame.error ? outcomeOf(false, frame.error) : outcomeOf(true, frame.result));
    this.waiting.delete(frame.id);
  }

  call(name: string, input: unknown): Promise<Outcome> {
    const id = this.next++;
    const outcome = this.expect(id);
    this.socket.send(JSON.stringify({ id, call: name, input }));
    return outcome;
  }

  /** What comes of a call that is sent by hand. */
  expect(id: number): Promise<Outcome> {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  /** Sends bytes or text as they are. */
  sendRaw(data: string | Buffer, options: { binary?: boolean; fin?: boolean } = {}): void {
    this.socket.send(data, options);
  }

  close(): void {
    this.socket.terminate();
  }
}

/** What a row of the matrix knows: a private group, and a message in it. */
export interface Place {
  conversation: string;
  /** A message of the group's maker. */
  seq: number;
  maker: Seat;
  /** A member of the group whom nobody else calls as. */
  bystander: Seat;
}

/** One row: what to call with, and what must come of it. `fresh` wants a group, or a message, of its own for every call. */
export interface Row {
  input: (place: Place, caller: Caller) => unknown;
  expect: (caller: Caller) => string | readonly string[];
  fresh?: 'group' | 'message';
}

const insideKinds: PersonKind[] = ['owner', 'admin', 'member', 'guest', 'bot'];
const roleOf = (kind: PersonKind): BaseRole => (kind === 'bot' ? 'member' : kind);

export interface Cast {
  callers: Caller[];
  maker: Seat;
  bystander: Seat;
  group(): Promise<string>;
}

/** Everybody who may come along, twice: in the group and not. */
export async function castOf(kit: TestHouse): Promise<Cast> {
  const maker = await kit.person('Maker');
  const bystander = await kit.person('Bystander');
  const callers: Caller[] = [{ kind: 'nobody', role: null, inside: false, seat: null }];
  for (const inside of [true, false])
    for (const kind of insideKinds)
      callers.push({ kind, role: roleOf(kind), inside, seat: await kit.person(`${kind} ${inside ? 'in' : 'out'}`, kind) });
  const closed = await kit.person('Closed');
  callers.push({ kind: 'deactivated', role: null, inside: false, seat: closed });
  const insiders = [...callers.filter((c) => c.inside).map((c) => c.seat!.user), bystander.user];
  const group = async () =>
    (await kit.call(maker, 'conversations.create', { name: 'Matrix', members: insiders as never[] })).id as string;
  return { callers, maker, bystander, group };
}

/** A secret that may be spent: another token of the same person. */
export async function anotherToken(kit: TestHouse, seat: Seat): Promise<string> {
  return (await createTokenFor(kit.house.platform, { user: seat.user, name: 'spent' })).secret;
}
