import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';

let kit: TestHouse;
let people: Seat[];
const open: WebSocket[] = [];
beforeAll(async () => {
  kit = await testHouse({ rateFactor: 1, env: { RAPPORT_SOCKETS_PER_ADDRESS: '3', RAPPORT_TRUST_PROXY: '127.0.0.2' } });
  people = [kit.owner, await kit.person('Wei'), await kit.person('Guest', 'guest')];
});
afterAll(async () => {
  for (const socket of open) socket.terminate();
  await kit.stop();
});

/** Connects from an address; answers `open` once the hello came, or the code it was closed with. */
async function come(n: number, from: string, forwardedFor?: string): Promise<'open' | number> {
  const socket = new WebSocket(`${kit.url.replace('http', 'ws')}/api/v1/socket`, {
    localAddress: from,
    headers: {
      authorization: `Bearer ${people[n % people.length]!.token}`,
      ...(forwardedFor && { 'x-forwarded-for': forwardedFor }),
    },
  });
  open.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('message', () => resolve('open'));
    socket.once('close', (code) => resolve(code));
    socket.once('error', reject);
  });
}
const several = async (count: number, from: string, forwardedFor?: (n: number) => string) => {
  const came: (number | 'open')[] = [];
  for (let n = 0; n < count; n++) came.push(await come(n, from, forwardedFor?.(n)));
  return came;
};

it('an address holds so many sockets, whoever signs in from it; the next is told 4013, and there is room when one goes', async () => {
  expect(await several(5, '127.0.0.1')).toEqual(['open', 'open', 'open', 4013, 4013]);
  expect(await several(1, '127.0.0.3')).toEqual(['open']);
  const figures = await (await fetch(`${kit.url}/metrics`)).text();
  expect(figures).toMatch(/rapport_sockets_ended_total\{code="4013"\} 2/);
  expect(figures).toMatch(/^rapport_sockets 4$/m);
  open[0]!.close();
  await until(async () => (await come(0, '127.0.0.1')) === 'open');
});

it('what a caller claims of its address does not count; what a believed proxy says does', async () => {
  expect(await several(4, '127.0.0.4', (n) => `203.0.113.${n}`)).toEqual(['open', 'open', 'open', 4013]);
  expect(await several(4, '127.0.0.2', () => '203.0.113.7')).toEqual(['open', 'open', 'open', 4013]);
  expect(await several(4, '127.0.0.2', (n) => `203.0.113.${10 + n}`)).toEqual(['open', 'open', 'open', 'open']);
  // Addresses of one IPv6 customer are one.
  expect(await several(4, '127.0.0.2', (n) => `2001:db8:1:2::${n + 1}`)).toEqual(['open', 'open', 'open', 4013]);
});
