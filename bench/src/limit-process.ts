import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { textFrame } from '@rapport/platform';
import { WebSocketServer } from 'ws';
import { serveQuestions } from './serve-questions.ts';

/** What the limits are asked: `groups` says for each socket which others a message of its goes to. */
export type LimitQuestion = { do: 'listen' } | { do: 'shape'; groups: number[][]; coalesce: boolean; bodyBytes: number };

const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
const server = createServer();
const sockets: Socket[] = [];
let members: Socket[][] = [];
let coalesce = false;
let frame: Buffer = Buffer.alloc(0);
let answered = 0;

const waiting = new Map<Socket, Buffer[]>();
let scheduled = false;

function flush(): void {
  scheduled = false;
  for (const [socket, frames] of waiting) socket.write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  waiting.clear();
}

function write(socket: Socket, bytes: Buffer): void {
  if (!coalesce) {
    socket.write(bytes);
    return;
  }
  const frames = waiting.get(socket);
  if (frames) frames.push(bytes);
  else waiting.set(socket, [bytes]);
  if (scheduled) return;
  scheduled = true;
  setImmediate(flush);
}

/** As long as the product's own frame of such a message, and made once. */
function prebuilt(bodyBytes: number): Buffer {
  const id = '00000000-0000-4000-8000-000000000000';
  const at = 1_700_000_000_000;
  const message = { conversation: id, seq: 1_000, ev: 1_000, clientId: id, sender: id, at, text: 'x'.repeat(bodyBytes) };
  return textFrame(JSON.stringify({ stream: id, prev: 999, ev: 1_000, type: 'message.sent', actor: id, at, message }));
}

server.on('upgrade', (request, socket, head) => {
  const index = Number(/\d+$/.exec(request.url ?? '')?.[0]);
  wss.handleUpgrade(request, socket, head, (ws) => {
    const raw = socket as Socket;
    raw.setNoDelay(true);
    sockets[index] = raw;
    ws.on('error', () => undefined);
    ws.on('message', (data: Buffer) => {
      // The call's number stands at a fixed place of what the load generator sends.
      const id = data.toString('latin1', 6, 16);
      answered++;
      for (const one of members[index] ?? []) write(one, frame);
      write(raw, textFrame(`{"id":${id},"result":{"seq":${answered},"ev":${answered},"at":1700000000000,"repeated":false}}`));
    });
  });
});

serveQuestions(async (question: LimitQuestion) => {
  if (question.do === 'listen') {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  coalesce = question.coalesce;
  frame = prebuilt(question.bodyBytes);
  members = [];
  for (const group of question.groups) {
    const list = group.map((i) => sockets[i]!);
    for (const i of group) members[i] = list;
  }
  return undefined;
});
