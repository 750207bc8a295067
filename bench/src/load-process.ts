import type { LoadQuestion } from './load-plan.ts';
import { LoadSocket } from './load-socket.ts';
import { ProductRun } from './product-run.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** Handshakes under way at once. */
const atOnce = 50;

let sockets: LoadSocket[] = [];
let lost: string | undefined;

async function open(question: LoadQuestion & { do: 'connect' }): Promise<number> {
  lost = undefined;
  sockets = question.tokens.map((_, index) => new LoadSocket(index));
  // Several ports: sockets are dealt out among them.
  const ports = [question.port].flat();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < sockets.length; i = next++) {
      const path = question.path.replace('{index}', String(i));
      await sockets[i]!.open({ host: '127.0.0.1', port: ports[i % ports.length]!, path, token: question.tokens[i] }, (reason) => {
        lost ??= reason;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return sockets.length;
}

serveQuestions(async (question: LoadQuestion) => {
  if (question.do === 'connect') return open(question);
  if (question.do === 'run') {
    const result = await new ProductRun(question.run, sockets).go((end) => tell(end));
    if (lost) throw new Error(lost);
    return result;
  }
  for (const socket of sockets) socket.close();
  sockets = [];
  return undefined;
});
