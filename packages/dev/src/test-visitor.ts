import type { HouseFrame, VisitInput, VisitorFrame, VisitorMessage } from '@rapport/contract';
import { WebSocket } from 'ws';
import type { TestHouse } from './test-house.ts';

/** A widget set up in a house; answers its account. */
export async function aWidget(kit: TestHouse, settings: object = {}, secrets: Record<string, string> = {}): Promise<string> {
  const { account } = await kit.call(kit.owner, 'channels.createAccount', {
    kind: 'web',
    name: 'Our site',
    settings: { title: '在线客服', greeting: { en: 'Hello!', zh: '您好！' }, ...settings } as never,
    secrets,
  });
  return account.id;
}

const answerOf = async (answer: Response): Promise<{ status: number; body: Record<string, unknown> }> => ({
  status: answer.status,
  body: (await answer.json()) as Record<string, unknown>,
});

export const setupOf = async (kit: TestHouse, account: string) => answerOf(await fetch(`${kit.url}/widget/${account}/setup`));

/** Begins a visit as the widget does. */
export async function visit(kit: TestHouse, account: string, input: VisitInput = {}) {
  const headers = { 'content-type': 'application/json' };
  return answerOf(await fetch(`${kit.url}/widget/${account}/visits`, { method: 'POST', headers, body: JSON.stringify(input) }));
}

export async function tokenFor(kit: TestHouse, account: string, input: VisitInput = {}): Promise<string> {
  const { body } = await visit(kit, account, input);
  return body.token as string;
}

export async function sendUp(kit: TestHouse, account: string, token: string, name: string, bytes: Uint8Array) {
  const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` };
  const url = `${kit.url}/widget/${account}/files?name=${encodeURIComponent(name)}`;
  return answerOf(await fetch(url, { method: 'POST', headers, body: bytes as NonNullable<RequestInit['body']> }));
}

export const bytesFor = (kit: TestHouse, account: string, token: string, seq: number, file: string): Promise<Response> =>
  fetch(`${kit.url}/widget/${account}/files/${seq}/${file}`, { headers: { authorization: `Bearer ${token}` } });

/** A visitor's socket, without what the widget does around it. */
export class TestVisitor {
  readonly frames: HouseFrame[] = [];
  closed: number | undefined;
  private readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data)) as HouseFrame));
    socket.on('close', (code) => {
      this.closed = code;
    });
    socket.on('error', () => undefined);
  }

  static async open(kit: TestHouse, account: string): Promise<TestVisitor> {
    const socket = new WebSocket(`${kit.url.replace('http', 'ws')}/widget/${account}/socket`);
    const visitor = new TestVisitor(socket);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return visitor;
  }

  /** Opened, greeted and answered. */
  static async enter(kit: TestHouse, account: string, token: string, after = 0): Promise<TestVisitor> {
    const visitor = await TestVisitor.open(kit, account);
    visitor.send({ type: 'hello', token, after });
    await visitor.hears((frame) => frame.type === 'hello');
    return visitor;
  }

  send(frame: VisitorFrame | object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Says something; resolves when it is kept. */
  async say(text: string, clientId: string = crypto.randomUUID(), files: string[] = []): Promise<string> {
    this.send({ type: 'say', clientId, text, files });
    await this.hears((frame) => frame.type === 'kept' && frame.clientId === clientId);
    return clientId;
  }

  async hears<F extends HouseFrame>(fits: (frame: HouseFrame) => boolean): Promise<F> {
    for (let waited = 0; waited < 15_000; waited += 10) {
      const found = this.frames.find(fits);
      if (found) return found as F;
      if (this.closed !== undefined) throw new Error(`closed with ${this.closed}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('was not heard in 15 s');
  }

  /** All messages heard, by their number. */
  get messages(): VisitorMessage[] {
    const all = new Map<number, VisitorMessage>();
    for (const frame of this.frames)
      for (const m of 'messages' in frame ? frame.messages : frame.type === 'message' ? [frame.message] : []) all.set(m.seq, m);
    return [...all.values()].sort((a, b) => a.seq - b.seq);
  }

  close(): void {
    this.socket.terminate();
  }
}
