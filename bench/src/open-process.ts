import { gzipSync } from 'node:zlib';
import { type Client, createClient, type SocketLike } from '@rapport/client';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { WebSocket } from 'ws';
import { barePage } from './open-limit.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** Opens the house as a device that was never there before, again and again; and asks the database the same, barely. */
export type OpenQuestion =
  | { do: 'begin'; url: string; token: string; user: string; databaseUrl: string }
  | { do: 'product' | 'limit'; seconds: number };

export interface OpenAnswer {
  seconds: number;
  /** Milliseconds of each opening, in their order. */
  took: number[];
  /** Of the product, milliseconds until every conversation was there. */
  whole: number[];
  /** Largest opening: bytes that came over the socket, and the same compressed message by message. */
  bytes: number;
  gzip: number;
  conversations: number;
  messages: number;
}

/** The conversation opened is one of so many newest. */
const amongNewest = 20;
const within = 30_000;

let from: (OpenQuestion & { do: 'begin' }) | undefined;
let db: Db | undefined;
let turn = 0;

/** Resolves when the client's state is as wanted. */
function until(client: Client, wanted: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('A device was not opened within half a minute.')), within);
    const look = (): void => {
      if (!wanted()) return;
      clearTimeout(late);
      stop();
      resolve();
    };
    const stop = client.subscribe(look);
    look();
  });
}

interface Opening {
  took: number;
  whole: number;
  bytes: number;
  texts: string[];
  conversations: number;
  messages: number;
}

/** From nothing to the list of conversations and one of them on screen, as the web client does it. */
async function open(): Promise<Opening> {
  const { url, token } = from!;
  const texts: string[] = [];
  let socket: WebSocket | undefined;
  const openSocket = (address: string): SocketLike => {
    socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
    socket.on('message', (data) => texts.push(String(data)));
    return socket as SocketLike;
  };
  const client = createClient({ url, token, openSocket });
  const begun = performance.now();
  await client.connect();
  await until(client, () => client.state.synced);
  const listed = Object.values(client.state.conversations).sort((a, b) => (b.last?.at ?? 0) - (a.last?.at ?? 0));
  const { id } = listed[turn++ % Math.min(amongNewest, listed.length)]!;
  await client.openConversation(id);
  const took = performance.now() - begun;
  const messages = client.state.timelines[id]!.messages.length;
  await until(client, () => client.state.rest === null);
  const whole = performance.now() - begun;
  const raw = (socket as unknown as { _socket: { bytesRead: number } })._socket;
  const result = {
    took,
    whole,
    bytes: raw.bytesRead,
    texts,
    conversations: Object.keys(client.state.conversations).length,
    messages,
  };
  await client.close();
  return result;
}

async function product(seconds: number): Promise<OpenAnswer> {
  const answer: OpenAnswer = { seconds: 0, took: [], whole: [], bytes: 0, gzip: 0, conversations: 0, messages: 0 };
  const gone: string[][] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1_000) {
    const one = await open();
    answer.took.push(one.took);
    answer.whole.push(one.whole);
    answer.bytes = Math.max(answer.bytes, one.bytes);
    answer.conversations = one.conversations;
    answer.messages = one.messages;
    if (gone.length < amongNewest) gone.push(one.texts);
  }
  answer.seconds = (performance.now() - begun) / 1_000;
  tell('end');
  const compressed = gone.map((texts) => texts.reduce((sum, text) => sum + gzipSync(text).length, 0));
  return { ...answer, gzip: Math.max(...compressed) };
}

async function limit(seconds: number): Promise<OpenAnswer> {
  const took: number[] = [];
  let found = { conversations: 0, messages: 0 };
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1_000) {
    const start = performance.now();
    found = await barePage(db!, from!.user, turn++ % amongNewest);
    took.push(performance.now() - start);
  }
  const answer = { seconds: (performance.now() - begun) / 1_000, took, whole: [], bytes: 0, gzip: 0, ...found };
  tell('end');
  return answer;
}

serveQuestions(
  async (question: OpenQuestion) => {
    if (question.do === 'begin') {
      from = question;
      db = createDb({ url: question.databaseUrl, max: 1, logger: createLogger('error') });
      return undefined;
    }
    // The first few fill caches and let the machine warm up.
    for (let n = 0; n < 5; n++) await (question.do === 'product' ? open() : barePage(db!, from!.user, n));
    tell('begin');
    return question.do === 'product' ? product(question.seconds) : limit(question.seconds);
  },
  async () => db?.close(),
);
