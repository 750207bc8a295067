import type { LoadRun } from '../load-plan.ts';
import { serveQuestions, tell } from '../serve-questions.ts';
import { XmppRun, type XmppTarget } from './xmpp-run.ts';
import { XmppSocket } from './xmpp-socket.ts';

export type XmppQuestion =
  | { do: 'connect'; port: number; people: number }
  /** Everybody enters their group's room. */
  | { do: 'join'; rooms: string[]; groups: number[][] }
  | { do: 'run'; run: LoadRun; targets: XmppTarget[] };

/** Connections made, and rooms filled, at once. */
const atOnce = 20;

let sockets: XmppSocket[] = [];
let lost: string | undefined;

/** Does something for each item, so many at once. */
async function forEach<T>(items: readonly T[], act: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) await act(items[i]!, i);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function connect(question: XmppQuestion & { do: 'connect' }): Promise<number> {
  sockets = Array.from({ length: question.people }, (_, index) => new XmppSocket(index));
  await forEach(sockets, (socket) =>
    socket.open(question.port, (reason) => {
      lost ??= reason;
    }),
  );
  return sockets.length;
}

serveQuestions(async (question: XmppQuestion) => {
  if (question.do === 'connect') return connect(question);
  if (question.do === 'join') {
    await forEach(question.groups, async (group, g) => {
      for (const person of group) await sockets[person]!.join(question.rooms[g]!);
    });
    return undefined;
  }
  const result = await new XmppRun(question.run, question.targets, sockets).go((end) => tell(end));
  if (lost) throw new Error(lost);
  return result;
});
