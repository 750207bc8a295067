import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { serveQuestions } from './serve-questions.ts';

/** The limit of `idle` and `resume`: sockets of bare `ws` that are greeted and pinged as the product's, and nothing else. */
const pingEvery = 30_000;
const hello = JSON.stringify({ type: 'hello', epoch: '', user: '', session: '', node: '', now: 0, version: '' });

const sockets = new Set<WebSocket>();
const server = createServer();
const wss = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
wss.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
  socket.on('message', () => undefined);
  socket.send(hello);
});
setInterval(() => {
  for (const socket of sockets) socket.ping();
}, pingEvery);

serveQuestions(async () => {
  if (!server.listening)
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  return (server.address() as AddressInfo).port;
});
