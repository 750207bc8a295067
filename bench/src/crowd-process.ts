import { setTimeout as sleep } from 'node:timers/promises';
import { CrowdSession } from './crowd-session.ts';
import { LoadSocket } from './load-socket.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** What a conversation holds in the end: every session must have come there, by live frames or by pulling. */
export interface StreamTotal {
  id: string;
  ev: number;
  count: number;
  sum: number;
}

export interface Resumed {
  /** Seconds from the first try until 99 of 100, and all, had caught up. */
  seconds: number;
  allSeconds: number;
  /** Seconds until the last socket was accepted. */
  acceptedSeconds: number;
}

export type CrowdQuestion =
  /** Opens one more session for each token, or more bare sockets. Answers the seconds it took. */
  | { do: 'open'; port: number; tokens: string[] }
  | { do: 'bare'; port: number; count: number }
  /** All sessions come back, as fast as they are let in. */
  | { do: 'resume'; port: number }
  /** Waits until all are where they should be; answers what is wrong. */
  | { do: 'check'; streams: StreamTotal[] }
  | { do: 'close' };

/** Handshakes under way at once. */
const atOnce = 256;
const retryAfter = 100;
const resumeWithin = 120_000;
const settleWithin = 30_000;

let sessions: CrowdSession[] = [];
let bare: LoadSocket[] = [];
const faults: string[] = [];
let caughtUp = 0;
let onCaughtUp: () => void = () => undefined;

const fault = (text: string): void => {
  if (faults.length < 10) faults.push(text);
};

const secondsSince = (begun: number): number => (performance.now() - begun) / 1_000;

/** Opens all, so many at once; one that is refused tries again. */
async function openAll<T>(items: readonly T[], open: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const end = performance.now() + resumeWithin;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) {
      for (;;) {
        try {
          await open(items[i]!);
          break;
        } catch (error) {
          if (performance.now() > end) throw error;
          await sleep(retryAfter);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Resolves when so many have caught up since the count was reset. */
function reached(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${caughtUp} of ${sessions.length} sessions had caught up after two minutes; ${faults.join('; ')}`)),
      resumeWithin,
    );
    onCaughtUp = () => {
      if (caughtUp < count) return;
      clearTimeout(late);
      resolve();
    };
    onCaughtUp();
  });
}

/** Lets these sessions in, as fast as it goes. */
async function letIn(some: readonly CrowdSession[], port: number): Promise<Resumed> {
  caughtUp = 0;
  tell('begin');
  const begun = performance.now();
  const most = reached(Math.ceil(some.length * 0.99)).then(() => {
    tell('end');
    return secondsSince(begun);
  });
  await openAll(some, (session) => session.open({ port }));
  const acceptedSeconds = secondsSince(begun);
  const seconds = await most;
  await reached(some.length);
  return { seconds, acceptedSeconds, allSeconds: secondsSince(begun) };
}

async function open(question: CrowdQuestion & { do: 'open' }): Promise<Resumed> {
  const more = question.tokens.map(
    (token, opened) =>
      new CrowdSession({
        token,
        opened,
        fault,
        caughtUp() {
          caughtUp++;
          onCaughtUp();
        },
      }),
  );
  sessions = [...sessions, ...more];
  return letIn(more, question.port);
}

async function openBare({ port, count }: CrowdQuestion & { do: 'bare' }): Promise<Resumed> {
  const more = Array.from({ length: count }, (_, index) => new LoadSocket(index));
  bare = [...bare, ...more];
  tell('begin');
  const begun = performance.now();
  const target = { host: '127.0.0.1', path: '/', token: undefined, port };
  await openAll(more, (socket) => socket.open(target, () => undefined));
  const seconds = secondsSince(begun);
  tell('end');
  return { seconds, acceptedSeconds: seconds, allSeconds: seconds };
}

/** What one session lacks or has too much. */
function wrongWith(session: CrowdSession, streams: readonly StreamTotal[]): string | undefined {
  for (const { id, ev, count, sum } of streams) {
    const at = session.evs.get(id);
    if (at === undefined) continue;
    const taken = session.taken.get(id) ?? { count: 0, sum: 0 };
    if (at !== ev || taken.count !== count || taken.sum !== sum)
      return `a session is at ev ${at} with ${taken.count} messages where the conversation is at ev ${ev} with ${count}`;
  }
  return undefined;
}

async function check(streams: readonly StreamTotal[]): Promise<string[]> {
  const end = performance.now() + settleWithin;
  for (const session of sessions) session.openAll();
  let behind = sessions;
  for (;;) {
    behind = behind.filter((session) => wrongWith(session, streams) !== undefined);
    if (behind.length === 0 || performance.now() > end) break;
    await sleep(100);
  }
  const wrong = behind.length > 0 ? [`${behind.length} sessions are wrong: ${wrongWith(behind[0]!, streams)}`] : [];
  return [...faults.splice(0), ...wrong];
}

serveQuestions(async (question: CrowdQuestion) => {
  switch (question.do) {
    case 'open':
      return open(question);
    case 'bare':
      return openBare(question);
    case 'resume':
      return letIn(sessions, question.port);
    case 'check':
      return check(question.streams);
    case 'close':
      for (const socket of [...sessions, ...bare]) socket.close();
      sessions = [];
      bare = [];
      return undefined;
  }
});
