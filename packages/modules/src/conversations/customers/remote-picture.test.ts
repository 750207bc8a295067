import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aCustomer, anAccount, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeReceived } from '../../files/index.ts';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64');
const asked: string[] = [];
const shop = createServer((request, response) => {
  asked.push(`${request.url} ${request.headers.cookie ?? ''}${request.headers.referer ?? ''}`);
  if (request.url?.startsWith('/logo')) response.setHeader('content-type', 'image/png').end(png);
  else if (request.url === '/drawn.svg') response.setHeader('content-type', 'image/svg+xml').end('<svg/>');
  else if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/inside.png' }).end();
  else response.writeHead(404).end();
});
let kit: TestHouse;
let agent: Seat;
let stranger: Seat;
let origin: string;
let inside: string;
let place: { conversation: never; seq: number };

beforeAll(async () => {
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const { port } = shop.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  kit = await testHouse({ env: { RAPPORT_ALLOW_ADDRESSES: `127.0.0.1:${port}` } });
  inside = `http://127.0.0.1:${new URL(kit.url).port}/logo.png`;
  [agent, stranger] = [await kit.person('Agent'), await kit.person('Stranger')];
  const customer = await aCustomer(kit, await anAccount(kit), 'Wang', [await kit.group(agent)]);
  const pictures = ['/logo.png?a=1&amp;b=2', '/drawn.svg', '/away', '/none.png'].map((path) => `<img src="${origin}${path}">`);
  const html = [...pictures, `<img src="${inside}">`, `<p>${origin}/said.png</p>`].join('');
  const kept = await storeReceived(kit.house.platform, 'mail.html', Buffer.from(html));
  const { seq } = await customer.says('with pictures', { html: kept.file as never });
  place = { conversation: customer.conversation as never, seq };
});
afterAll(async () => {
  await kit?.stop();
  shop.close();
});

const refused = (seat: Seat, address: string, at = place) =>
  kit.call(seat, 'conversations.remotePicture', { ...at, address }).then(
    () => 'shown',
    (error: Error) => error.message.match(/not-found/)?.[0] ?? error.message,
  );

it('CV35 a picture that stands in a mail is fetched by the house, which tells nobody who looks', async () => {
  const picture = await kit.call(agent, 'conversations.remotePicture', { ...place, address: `${origin}/logo.png?a=1&b=2` });
  expect([picture.type, Buffer.from(picture.bytes, 'base64')]).toEqual(['image/png', png]);
  expect(asked).toEqual(['/logo.png?a=1&b=2 ']);
});

it('CV35 nothing else is asked: no address that the mail does not show, nothing of the inside, no drawing that could run', async () => {
  asked.length = 0;
  const addresses = [
    `${origin}/said.png`,
    `${origin}/logo.png`,
    `${origin}/logo.png?a=1&amp;b=2`,
    inside,
    `${kit.url}/api/status`,
  ];
  expect(await Promise.all(addresses.map((address) => refused(agent, address)))).toEqual(addresses.map(() => 'not-found'));
  expect(asked).toEqual([]);
  const shown = ['/drawn.svg', '/away', '/none.png'].map((path) => `${origin}${path}`);
  expect(await Promise.all(shown.map((address) => refused(agent, address)))).toEqual(shown.map(() => 'not-found'));
});

it('CV35 whoever does not read the mail asks for nothing', async () => {
  asked.length = 0;
  const address = `${origin}/logo.png?a=1&b=2`;
  expect(await refused(stranger, address)).toBe('not-found');
  expect(await refused(agent, address, { ...place, seq: place.seq + 1 })).toBe('not-found');
  expect(asked).toEqual([]);
});
