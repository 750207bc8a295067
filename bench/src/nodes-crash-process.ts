import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, type SocketLike } from '@rapport/client';
import { WebSocket } from 'ws';
import { serveQuestions, tell } from './serve-questions.ts';

/** Sessions spread over nodes, which talk; those of a node that is gone go on at the next, as behind a load balancer. */
export type CrashQuestion =
  | { do: 'begin'; ports: number[]; tokens: string[]; conversation: string }
  | { do: 'run'; seconds: number; dead: number };

export interface CrashAnswer {
  sessions: number;
  texts: string[];
  resumed: number;
  equal: boolean;
}

interface Session {
  client: Client;
  /** Number of the node that its last socket went to. */
  at: number;
}

const writers = 10;
/** Milliseconds between two messages of a writer. */
const pause = 100;
const settleWithin = 30_000;

let sessions: Session[] = [];
let conversation = '';

async function openSession(ports: readonly number[], token: string, n: number): Promise<Session> {
  const session = { at: n % ports.length } as Session;
  const onto = (url: string): string => {
    const to = new URL(url);
    to.port = String(ports[session.at]);
    return to.href;
  };
  let opened = 0;
  const openSocket = (url: string): SocketLike => {
    if (opened++ > 0) session.at = (session.at + 1) % ports.length;
    return new WebSocket(onto(url), { headers: { authorization: `Bearer ${token}` } }) as SocketLike;
  };
  const fetchThere = (url: string | URL | Request, init?: RequestInit): Promise<Response> => fetch(onto(String(url)), init);
  session.client = createClient({ url: `http://127.0.0.1:${ports[session.at]}`, token, openSocket, fetch: fetchThere });
  await session.client.connect();
  await until(() => session.client.state.synced);
  await session.client.openConversation(conversation);
  return session;
}

async function until(done: () => boolean, within = settleWithin): Promise<boolean> {
  for (const end = performance.now() + within; performance.now() < end; await sleep(10)) if (done()) return true;
  return done();
}

/** The texts that a session has, in order. */
const textsOf = ({ client }: Session): string[] => client.state.timelines[conversation]?.messages.map((m) => m.text) ?? [];
const online = ({ client }: Session): boolean => client.state.status === 'online' && client.state.synced;

async function run(seconds: number, dead: number): Promise<CrashAnswer> {
  const texts: string[] = [];
  const begun = performance.now();
  const lost = sessions.filter((s) => s.at === dead);
  let resumed = 0;
  const talk = async (session: Session, n: number): Promise<void> => {
    for (let k = 0; performance.now() - begun < seconds * 1_000; k++, await sleep(pause)) {
      const text = `writer ${n}, message ${k}`;
      texts.push(text);
      session.client.send(conversation, { text });
    }
  };
  const watch = async (): Promise<void> => {
    await sleep((seconds * 1_000) / 3);
    const killed = performance.now();
    tell('kill');
    // Every one of them has to notice first; then it is online elsewhere, and has what the others said meanwhile.
    await until(() => lost.every((s) => s.at !== dead && online(s)));
    const said = sessions.find((s) => !lost.includes(s))!.client.state.conversations[conversation]!.ev;
    await until(() => lost.every((s) => (s.client.state.conversations[conversation]?.ev ?? 0) >= said));
    resumed = Math.round(performance.now() - killed);
  };
  await Promise.all([watch(), ...sessions.slice(0, writers).map(talk)]);
  await until(() => sessions.every((s) => (s.client.state.outbox[conversation] ?? []).length === 0));
  const whole = () => sessions.map((s) => textsOf(s).join('\n'));
  const equal = await until(() => new Set(whole()).size === 1 && texts.every((text) => whole()[0]!.includes(`${text}`)));
  return { sessions: lost.length, texts, resumed, equal };
}

serveQuestions(
  async (question: CrashQuestion) => {
    if (question.do === 'run') return run(question.seconds, question.dead);
    conversation = question.conversation;
    sessions = await Promise.all(question.tokens.map((token, n) => openSession(question.ports, token, n)));
    return sessions.length;
  },
  async () => {
    for (const { client } of sessions) await client.close();
  },
);
