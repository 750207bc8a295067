import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveQuestions } from './serve-questions.ts';

/** The system that messages go out to: it takes each once by its id, and now and then its answer gets lost. */
export type PartnerQuestion =
  | { do: 'open' }
  /** A new count begins; answers of the first so many calls may get lost. */
  | { do: 'begin'; losing: number }
  | { do: 'taken' };

export interface Taken {
  /** Different messages, and calls altogether. */
  messages: number;
  calls: number;
  lost: number;
  /** Conversations in which a message came before one that was written earlier. */
  disordered: number;
}

/** One in so many answers. */
const oneIn = 50;

let calls = 0;
let losing = 0;
let lost = 0;
let disordered = 0;
const taken = new Set<string>();
const newest = new Map<string, number>();

async function bodyOf(request: IncomingMessage): Promise<{ data: { id: string; conversation: string; text: string } }> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString());
}

const server = createServer((request, response) => {
  void bodyOf(request).then(({ data: { id, conversation, text } }) => {
    calls++;
    const number = Number(text.split(' ')[0]);
    const first = !taken.has(id);
    taken.add(id);
    if (number < (newest.get(conversation) ?? 0)) disordered++;
    newest.set(conversation, number);
    if (first && calls <= losing && calls % oneIn === 0) {
      lost++;
      request.socket.destroy();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: `native-${id}`, state: 'sent' }));
  });
});

serveQuestions(
  async (question: PartnerQuestion) => {
    if (question.do === 'open') {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return (server.address() as AddressInfo).port;
    }
    if (question.do === 'taken') return { messages: taken.size, calls, lost, disordered } satisfies Taken;
    calls = lost = disordered = 0;
    losing = question.losing;
    taken.clear();
    newest.clear();
    return undefined;
  },
  async () => {
    server.closeAllConnections();
    server.close();
  },
);
