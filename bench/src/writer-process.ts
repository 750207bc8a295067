import { setTimeout as sleep } from 'node:timers/promises';
import { maskedFrame } from './load-frame.ts';
import { clientIdOf } from './load-plan.ts';
import { LoadSocket } from './load-socket.ts';
import { serveQuestions } from './serve-questions.ts';

/** People who write on whatever happens: one message of each under way, sent again under its id until acknowledged (SY4). */
export type WriterQuestion =
  | { do: 'start'; port: number; writers: { token: string; conversation: string }[]; perSecond: number; run: string }
  /** The server is back. */
  | { do: 'resume'; port: number }
  /** Ends, after what is under way has been acknowledged. Answers the number of messages. */
  | { do: 'stop' };

const letterI = 0x69;
const retryAfter = 100;
const drainWithin = 30_000;

let going = true;
let next = 0;
let acknowledged = 0;
const faults: string[] = [];

class Writer {
  private readonly token: string;
  private readonly conversation: string;
  private readonly run: string;
  private readonly pause: number;
  private socket: LoadSocket | undefined;
  /** The message under way. */
  private n: number | undefined;

  constructor(options: { token: string; conversation: string; run: string; pause: number }) {
    this.token = options.token;
    this.conversation = options.conversation;
    this.run = options.run;
    this.pause = options.pause;
  }

  get idle(): boolean {
    return this.n === undefined;
  }

  async open(port: number): Promise<void> {
    for (;;) {
      const socket = new LoadSocket(0);
      socket.listener = (_socket, bytes, start, end) => {
        if (bytes[start + 2] === letterI) this.hear(bytes.toString('utf8', start, end));
      };
      try {
        await socket.open({ host: '127.0.0.1', port, path: '/api/v1/socket', token: this.token }, () => {
          this.socket = undefined;
        });
        this.socket = socket;
        break;
      } catch {
        await sleep(retryAfter);
      }
    }
    if (this.n !== undefined) this.send();
  }

  async write(): Promise<void> {
    // Not all in one instant.
    await sleep(Math.random() * this.pause);
    for (; going; await sleep(this.pause)) {
      if (this.n !== undefined) continue;
      this.n = next++;
      this.send();
    }
  }

  private send(): void {
    const draft = { clientId: clientIdOf(this.run, this.n!), text: 'Whoever was away reads this as well.' };
    const input = { conversation: this.conversation, draft };
    this.socket?.write(maskedFrame(JSON.stringify({ id: this.n, call: 'conversations.sendMessage', input })));
  }

  private hear(text: string): void {
    const { id, error } = JSON.parse(text) as { id: number; error?: unknown };
    if (id !== this.n) return;
    if (error !== undefined) faults.push(`a message was refused: ${JSON.stringify(error).slice(0, 300)}`);
    else acknowledged++;
    this.n = undefined;
  }
}

let writers: Writer[] = [];
let working: Promise<void>[] = [];

serveQuestions(async (question: WriterQuestion) => {
  if (question.do === 'start') {
    going = true;
    next = 0;
    acknowledged = 0;
    const pause = (1_000 * question.writers.length) / question.perSecond;
    writers = question.writers.map((w) => new Writer({ ...w, run: question.run, pause }));
    await Promise.all(writers.map((w) => w.open(question.port)));
    working = writers.map((w) => w.write());
    return undefined;
  }
  if (question.do === 'resume') return void (await Promise.all(writers.map((w) => w.open(question.port))));
  going = false;
  await Promise.all(working);
  for (const end = performance.now() + drainWithin; writers.some((w) => !w.idle) && performance.now() < end; ) await sleep(20);
  return { sent: next, acknowledged, faults: faults.splice(0) };
});
