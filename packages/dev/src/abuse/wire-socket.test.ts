import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { closeCodes } from '@rapport/contract';
import { textFrame } from '@rapport/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BareSocket } from '../matrix.test-kit.ts';
import { type TestHouse, testHouse, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { clientFrame, closeFrame, handshake, openWire, portOf, statuses, talk } from './raw-talk.test-kit.ts';

let kit: TestHouse;
let ann: Seat;
let steady: BareSocket;
beforeAll(async () => {
  kit = await testHouse();
  ann = await kit.person('Ann');
  steady = await BareSocket.open(kit.url, { authorization: `Bearer ${ann.token}` });
});
afterAll(async () => {
  steady.close();
  await kit.stop();
});

const served = async () => expect((await steady.call('people.me', {})).code).toBe('ok');
const me = JSON.stringify({ id: 1, call: 'people.me', input: {} });

describe('frames that break the protocol close their socket with the code of RFC 6455, and no other', () => {
  it.each([
    ['a frame without a mask', () => [clientFrame(me, { masked: false })], [1002]],
    ['a reserved bit', () => [clientFrame(me, { reserved: 0x20 })], [1002]],
    [
      'a packed message, though packing was not agreed',
      () => [clientFrame(deflateRawSync(Buffer.alloc(1_000_000)), { reserved: 0x40 })],
      [1002],
    ],
    ['an unknown opcode', () => [clientFrame(me, { opcode: 3 })], [1002]],
    ['an unknown control opcode', () => [clientFrame('', { opcode: 11 })], [1002]],
    ['a ping in pieces', () => [clientFrame('x', { opcode: 9, fin: false })], [1002]],
    ['a ping of 126 bytes', () => [clientFrame('x'.repeat(126), { opcode: 9 })], [1002]],
    ['a continuation of nothing', () => [clientFrame('x', { opcode: 0 })], [1002]],
    ['a message inside another', () => [clientFrame('{', { fin: false }), clientFrame(me)], [1002]],
    ['invalid UTF-8', () => [clientFrame(Buffer.from([0x22, 0xc3, 0x28, 0x22]))], [1007]],
    [
      'invalid UTF-8 across two pieces',
      () => [clientFrame(Buffer.from([0x22, 0xe2]), { fin: false }), clientFrame(Buffer.from([0x28, 0x22]), { opcode: 0 })],
      [1007],
    ],
    ['10 MB in one frame', () => [clientFrame(Buffer.alloc(10_000_000, 0x20))], [1009]],
    [
      '10 MB in pieces of 100 KB',
      () =>
        Array.from({ length: 100 }, (_, i) =>
          clientFrame(Buffer.alloc(100_000, 0x20), { opcode: i === 0 ? 1 : 0, fin: i === 99 }),
        ),
      [1009],
    ],
    ['a length of 2^62', () => [clientFrame('x', { lie: 2n ** 62n })], [1009]],
    ['a length of 2^63', () => [clientFrame('x', { lie: 2n ** 63n })], [1009, 1002]],
    [
      'pieces of nothing, without end',
      () => [
        clientFrame('', { fin: false }),
        Buffer.concat(Array.from({ length: 40_000 }, () => clientFrame('', { opcode: 0, fin: false }))),
      ],
      [1008],
    ],
    ['a close code that is none', () => [closeFrame(999)], [1002]],
    ['a close of one byte', () => [clientFrame('x', { opcode: 8 })], [1002]],
    ['a good-bye', () => [closeFrame(1000)], [1000]],
    ['a binary message', () => [clientFrame(me, { opcode: 2 })], [4009]],
  ] as [string, () => Buffer[], number[]][])('%s', async (_what, frames, codes) => {
    const wire = await openWire(kit.url, ann.token);
    expect(wire.head).toContain('101');
    for (const frame of frames()) wire.socket.write(frame);
    expect(codes).toContain(await wire.closed);
    wire.socket.destroy();
    await served();
  });

  it('packing is never agreed to, however it is offered', async () => {
    for (const offer of [
      'permessage-deflate',
      'permessage-deflate; client_max_window_bits; server_no_context_takeover',
      'x-webkit-deflate-frame',
    ]) {
      const wire = await openWire(kit.url, ann.token, { 'Sec-WebSocket-Extensions': offer });
      expect(wire.head).toContain('101');
      expect(wire.head).not.toMatch(/sec-websocket-extensions/i);
      wire.socket.destroy();
    }
  });

  it('a ping is answered, also in the middle of a message in pieces', async () => {
    const wire = await openWire(kit.url, ann.token);
    wire.socket.write(clientFrame(me.slice(0, 9), { fin: false }));
    wire.socket.write(clientFrame('are you there', { opcode: 9 }));
    wire.socket.write(clientFrame(me.slice(9), { opcode: 0 }));
    await until(
      () =>
        wire.frames.some((f) => f.opcode === 10 && f.text === 'are you there') &&
        wire.frames.some((f) => f.text.startsWith('{"id":1,"result"')),
    );
    wire.socket.destroy();
  });
});

describe('handshakes', () => {
  it.each([
    ['no key', { 'Sec-WebSocket-Key': '' }, 400],
    ['a key that is none', { 'Sec-WebSocket-Key': 'short' }, 400],
    ['an old version', { 'Sec-WebSocket-Version': '7' }, 400],
    ['another protocol', { Upgrade: 'h2c' }, 400],
    ['another origin', { Origin: 'https://evil.example' }, 403],
    ['no origin a browser would have', { Origin: 'null' }, 403],
    ['no token', { Authorization: '' }, 401],
    ['a token of nobody', { Authorization: `Bearer rpt_${'x'.repeat(43)}` }, 401],
  ] as [string, Record<string, string>, number][])('%s is refused', async (_what, more, status) => {
    const answer = await talk(kit.url, [handshake(ann.token, more)]);
    expect(statuses(answer)[0]).toBe(status);
    expect(answer.ended).toBe(true);
    await served();
  });

  it('elsewhere there are no sockets, and a token in the address opens none', async () => {
    for (const path of [
      '/',
      '/api/v1/people.me',
      '/api/v1/socket/',
      '/api/v1/Socket',
      '//api/v1/socket',
      '/api/v1/socket%00',
      '*',
    ])
      expect(statuses(await talk(kit.url, [handshake(ann.token, {}, path)]))[0], path).toBeGreaterThanOrEqual(400);
    expect(statuses(await talk(kit.url, [handshake(null, {}, `/api/v1/socket?token=${ann.token}`)]))).toEqual([401]);
  });

  it('bytes that come before the answer are frames all the same; bytes behind a refusal are nothing', async () => {
    const early = await talk(kit.url, [handshake(ann.token), clientFrame(me)], ({ said }) => said.includes('"id":1,"result"'));
    expect(early.said).toContain('{"id":1,"result"');
    const behind = await talk(kit.url, [handshake(null), 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n']);
    expect(statuses(behind)).toEqual([401]);
  });

  it('a refused peer that keeps its side open is let go', async () => {
    const { server } = kit.house.gateway.app;
    const count = () => new Promise<number>((resolve) => server.getConnections((_error, n) => resolve(n)));
    const before = await count();
    const peers = Array.from({ length: 30 }, () => connect({ port: portOf(kit.url), host: '127.0.0.1', allowHalfOpen: true }));
    for (const peer of peers) {
      peer.on('error', () => undefined);
      peer.resume();
      peer.write(handshake(null));
    }
    await Promise.all(peers.map((peer) => once(peer, 'end')));
    await until(async () => (await count()) <= before);
    for (const peer of peers) peer.destroy();
  });
});

describe('peers that do not read', () => {
  it('SY12 who is told much and reads nothing is cut with its own code, and what waited for it is forgotten', async () => {
    const slow = await kit.person('Slow');
    const group = await kit.group(ann, slow);
    const wire = await openWire(kit.url, slow.token);
    wire.socket.pause();
    const connections = () => kit.house.connections.of(slow.user)?.size ?? 0;
    expect(connections()).toBe(1);
    // What is said before the limit waits in the kernel and in the house.
    for (let i = 0; i < 3_000 && connections() > 0; i += 25)
      await Promise.all(Array.from({ length: 25 }, () => kit.say(ann, group, 'x'.repeat(19_000))));
    await until(() => connections() === 0);
    wire.socket.resume();
    expect([closeCodes.slowConsumer, 'gone']).toContain(await wire.closed);
    await served();
  });

  it('SY12 many sockets of one person that do not read hold no more than two would', async () => {
    const slow = await kit.person('Many');
    const wires = await Promise.all(Array.from({ length: 12 }, () => openWire(kit.url, slow.token)));
    for (const { socket } of wires) socket.pause();
    const here = () => [...(kit.house.connections.of(slow.user) ?? [])];
    const frame = textFrame(JSON.stringify('x'.repeat(1024 * 1024)));
    let most = 0;
    for (let i = 0; i < 60 && here().length > 0; i++) {
      for (const connection of here()) connection.push(frame);
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      const waits = here().map(({ waitingBytes }) => waitingBytes);
      most = Math.max(
        most,
        waits.reduce((sum, one) => sum + one, 0),
      );
    }
    // The bound, and the one frame that each of them was handed in the turn that passed it.
    expect(most).toBeLessThan((16 + 13) * 1024 * 1024);
    await until(() => here().length < 12);
    for (const { socket } of wires) socket.destroy();
    await served();
  });

  it('SY12 who pings without end and reads no answer is cut too', async () => {
    const slow = await kit.person('Pinger');
    const wire = await openWire(kit.url, slow.token);
    wire.socket.pause();
    const connections = () => kit.house.connections.of(slow.user)?.size ?? 0;
    const pings = Buffer.concat(Array.from({ length: 2_000 }, () => clientFrame('p'.repeat(125), { opcode: 9 })));
    for (let i = 0; i < 400 && connections() > 0; i++) {
      if (!wire.socket.write(pings))
        await Promise.race([once(wire.socket, 'drain'), wire.closed, new Promise((r) => setTimeout(r, 500))]);
    }
    await until(() => connections() === 0);
    wire.socket.destroy();
    await served();
  });

  it('who is being cut is not served any more', async () => {
    const spoiler = await kit.person('Spoiler');
    const group = await kit.group(spoiler);
    const wire = await openWire(kit.url, spoiler.token);
    const send = (id: number) => {
      const draft = { clientId: crypto.randomUUID(), text: `after the end ${id}` };
      return clientFrame(JSON.stringify({ id, call: 'conversations.sendMessage', input: { conversation: group, draft } }));
    };
    wire.socket.write(Buffer.concat([clientFrame('no call'), send(1), send(2)]));
    expect(await wire.closed).toBe(4009);
    wire.socket.write(send(3));
    await served();
    const page = await kit.call(spoiler, 'conversations.history', { conversation: group });
    expect(page.messages.filter((m) => m.text.startsWith('after the end'))).toEqual([]);
    wire.socket.destroy();
  });
});

it('one person opens so many sockets and no more; others are let in', async () => {
  const many = await kit.person('Many');
  const heads = await Promise.all(Array.from({ length: 120 }, () => openWire(kit.url, many.token)));
  expect(heads.filter((wire) => wire.head.includes(' 101 '))).toHaveLength(50);
  expect(heads.filter((wire) => wire.head.includes(' 429 '))).toHaveLength(70);
  const other = await openWire(kit.url, ann.token);
  expect(other.head).toContain(' 101 ');
  for (const wire of [...heads, other]) wire.socket.destroy();
  await until(() => kit.house.connections.of(many.user) === undefined);
  const again = await openWire(kit.url, many.token);
  expect(again.head).toContain(' 101 ');
  again.socket.destroy();
});
