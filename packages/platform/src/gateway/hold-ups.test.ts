import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { cutHoldUps } from './hold-ups.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Listening {
  /** What is said besides, once the line stands. */
  more?: (write: (text: string) => void) => void;
  /** When enough was heard to hang up; without it the server's end is waited for. */
  enough?: (came: string) => boolean;
  /** Milliseconds after which we hang up. */
  patience?: number;
}

/** Says something to a server; answers what came back, and whether it was the server that ended the line. */
async function say(listener: RequestListener, text: string, { more, enough, patience }: Listening = {}) {
  server = createServer(listener);
  cutHoldUps(server, 200);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return new Promise<{ came: string; cut: boolean }>((resolve) => {
    const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }, () => socket.write(text));
    let came = '';
    const done = (cut: boolean) => {
      socket.destroy();
      resolve({ came, cut });
    };
    socket.on('data', (chunk) => {
      came += chunk;
      if (enough?.(came)) done(false);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => done(true));
    if (patience) setTimeout(() => done(false), patience);
    more?.((words) => socket.write(words));
  });
}

const post = (path: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`;
const reading: RequestListener = (request, response) => request.resume().on('end', () => response.end('read'));

it('a body that does not come is waited for so long and no longer', async () => {
  expect(await say(reading, post('/api/v1/people.signIn'))).toMatchObject({ came: '', cut: true });
});

it('dripping does not help', async () => {
  let timer: NodeJS.Timeout | undefined;
  const more = (write: (text: string) => void): void => {
    timer = setInterval(() => write(' '), 20);
  };
  const outcome = await say(reading, post('/api/v1/people.signIn'), { more });
  clearInterval(timer);
  expect(outcome.cut).toBe(true);
});

it('uploads may take their time, and so may answers', async () => {
  expect(await say(reading, post('/api/files/upload/x'), { patience: 1_000 })).toMatchObject({ cut: false });
  const slow: RequestListener = (request, response) =>
    request.resume().on('end', () => setTimeout(() => response.end('done'), 500));
  const whole = `${post('/api/v1/people.me').replace('1000', '2')}}`;
  expect((await say(slow, whole, { enough: (came) => came.includes('done') })).came).toContain('done');
});

it('asking on and on without waiting for an answer ends the connection; a few at once are answered', async () => {
  let asked = 0;
  const listener: RequestListener = (_request, response) => {
    asked++;
    setTimeout(() => response.end('x'.repeat(100_000)), 50);
  };
  const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
  expect(await say(listener, get.repeat(1_000))).toMatchObject({ cut: true, came: '' });
  expect(asked).toBe(32);
  server.close();
  const all = (came: string): boolean => came.split('200 OK').length === 11 && came.length > 1_000_000;
  expect(await say(listener, get.repeat(10), { enough: all })).toMatchObject({ cut: false });
});
