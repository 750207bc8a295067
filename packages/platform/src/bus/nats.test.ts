import { connect } from '@nats-io/transport-node';
import { hasNats, TestNats } from '@rapport/dev';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hints } from '../bus.ts';
import { textOfFrame } from '../gateway/frame.ts';
import { createLogger } from '../logger.ts';
import { newId } from '../random.ts';
import { busSuite } from './bus-suite.test-kit.ts';
import { decodeBatch, encodeBatch, encodeHint, nodeBytes } from './codec.ts';
import { createNatsBus, type NodeBus } from './nats.ts';

const logger = createLogger('silent');
const house = 'test';

async function openBus(servers: string, onError: (error: unknown) => void = () => undefined, named = house): Promise<NodeBus> {
  const bus = createNatsBus({ servers, node: newId(), logger, onError });
  await bus.join(named);
  return bus;
}

async function until(holds: () => boolean, within = 60_000): Promise<void> {
  const end = performance.now() + within;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`This did not come true: ${holds.toString().slice(0, 160)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const changed = (id: string): Hints['changed'] => ({ what: 'user', id });

describe.skipIf(!hasNats())('with a NATS server', () => {
  let nats: TestNats;
  beforeAll(async () => {
    nats = await TestNats.start();
  });
  afterAll(() => nats.stop());

  busSuite('between nodes, over NATS', async (onError) => {
    const [here, there] = await Promise.all([openBus(nats.url, onError), openBus(nats.url, onError)]);
    // Both must have heard one another, or a first hint could come before the listening.
    await until(() => here.connected && there.connected);
    return { here, there };
  });

  describe('bus: what only matters between nodes', () => {
    let here: NodeBus;
    let there: NodeBus;
    let heard: string[];
    let lines: boolean[];
    beforeEach(async () => {
      [here, there] = await Promise.all([openBus(nats.url), openBus(nats.url)]);
      heard = [];
      lines = [];
      there.subscribe('changed', ({ id }) => heard.push(id));
      there.subscribe('line', ({ away }) => lines.push(away));
    });
    afterEach(async () => {
      await Promise.all([here.close(), there.close()]);
    });

    it('BU6 listeners here hear in the same turn and once, those elsewhere know where it came from', async () => {
      const origins: string[] = [];
      here.subscribe('changed', (_, from) => origins.push(from));
      there.subscribe('changed', (_, from) => origins.push(from));
      here.publish('changed', changed('a'));
      expect(origins).toEqual(['here']);
      // A second hint comes after whatever else the first might have brought.
      here.publish('changed', changed('b'));
      await until(() => heard.includes('b'));
      expect(origins).toEqual(['here', 'here', 'elsewhere', 'elsewhere']);
    });

    it('BU7 all hints of a turn leave as one message, and more than a message holds as several, in order', async () => {
      const before = here.traffic.sentMessages;
      for (let i = 0; i < 100; i++) here.publish('changed', changed(String(i)));
      await until(() => heard.length === 100);
      expect(here.traffic.sentMessages - before).toBe(1);
      const frame = JSON.stringify({ text: 'x'.repeat(100_000) });
      const seen: number[] = [];
      there.subscribe('stream', ({ first }) => seen.push(first));
      for (let i = 1; i <= 20; i++) here.publish('stream', { stream: 's', kind: 'k', first: i, last: i, frames: [frame] });
      await until(() => seen.length === 20);
      expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(here.traffic.sentMessages - before).toBeGreaterThanOrEqual(5);
    });

    it('BU8 a stream hint too large for a message comes without its frames; another is left out, and that is noticed', async () => {
      const hints: Hints['stream'][] = [];
      there.subscribe('stream', (hint) => hints.push(hint));
      here.publish('stream', { stream: 's', kind: 'k', first: 1, last: 1, frames: [JSON.stringify('x'.repeat(2_000_000))] });
      await until(() => hints.length === 1);
      expect(hints[0]).toEqual({ stream: 's', kind: 'k', first: 1, last: 1, frames: [] });
      await until(() => there.traffic.heardMessages > 0);
      lines = [];
      here.publish('user', { user: 'u', frame: JSON.stringify('x'.repeat(2_000_000)) });
      here.publish('changed', changed('after'));
      await until(() => heard.includes('after'));
      expect(lines).toEqual([false]);
      expect(here.traffic.dropped).toBe(1);
    });

    it('BU9 another house on the same NATS hears nothing', async () => {
      const [stranger, neighbour] = [
        await openBus(nats.url, undefined, 'another'),
        await openBus(nats.url, undefined, 'another'),
      ];
      const told: string[] = [];
      stranger.subscribe('changed', ({ id }) => told.push(id));
      here.publish('changed', changed('a'));
      await until(() => heard.length === 1);
      const beside: string[] = [];
      neighbour.subscribe('changed', ({ id }) => beside.push(id));
      stranger.publish('changed', changed('b'));
      // Once it has gone round in its own house it would have come here, too; what is said after that follows it.
      await until(() => beside.length === 1);
      here.publish('changed', changed('c'));
      await until(() => heard.includes('c'));
      expect([heard, told, beside]).toEqual([['a', 'c'], ['b'], ['b']]);
      await Promise.all([stranger.close(), neighbour.close()]);
    });

    it('BU10 bytes that are no message of a node are dropped and counted, and nothing else is harmed', async () => {
      const line = await connect({ servers: nats.url });
      const node = nodeBytes(newId());
      const notAFrame = encodeHint({ subject: 'user', hint: { user: 'u', frame: Buffer.from('\x81\x7dshort') } });
      const wrongShape = encodeHint({ subject: 'changed', hint: { what: 1, id: 2 } as never });
      for (const bytes of [
        Buffer.alloc(0),
        Buffer.from('hello'),
        encodeBatch(node, 1, false, [Buffer.from([250, 0, 0, 0, 2, 123, 125, 0, 0])]),
        encodeBatch(node, 2, false, notAFrame),
        encodeBatch(node, 3, false, wrongShape),
        encodeBatch(node, 4, false, encodeHint({ subject: 'changed', hint: changed('x') })).subarray(0, 30),
      ])
        line.publish(`rapport.${house}.hints`, bytes);
      await line.flush();
      here.publish('changed', changed('good'));
      await until(() => heard.length === 1);
      expect(heard).toEqual(['good']);
      expect(there.traffic.malformed).toBe(6);
      await line.close();
    });

    it('BU11 who is heard anew, and who says goodbye, is told here alone', async () => {
      const nodes = new Map<string, boolean[]>();
      there.subscribe('node', ({ id, here: isHere }) => nodes.set(id, [...(nodes.get(id) ?? []), isHere]));
      const third = await openBus(nats.url);
      await until(() => nodes.size > 0);
      await third.close();
      await until(() => [...nodes.values()].some((told) => told.length === 2));
      expect([...nodes.values()].find((told) => told.length === 2)).toEqual([true, false]);
    });
  });

  it('BU12 NATS restarted: publishing throws nothing and heaps nothing up, the line comes back, what was lost is known', async () => {
    const own = await TestNats.start();
    const [here, there] = await Promise.all([openBus(own.url), openBus(own.url)]);
    const heard: string[] = [];
    const lines: boolean[] = [];
    there.subscribe('changed', ({ id }) => heard.push(id));
    here.publish('changed', changed('before'));
    await until(() => heard.length === 1);
    there.subscribe('line', ({ away }) => lines.push(away));
    await own.halt();
    await until(() => !here.connected && !there.connected);
    const memory = process.memoryUsage().heapUsed;
    const frame = 'y'.repeat(20_000);
    for (let i = 0; i < 2_000; i++) here.publish('user', { user: 'u', frame });
    expect(here.traffic.dropped).toBe(2_000);
    expect(process.memoryUsage().heapUsed - memory).toBeLessThan(20_000_000);
    await own.start();
    await until(() => here.connected && there.connected);
    here.publish('changed', changed('after'));
    await until(() => heard.includes('after'));
    expect(lines.length).toBeGreaterThan(0);
    await Promise.all([here.close(), there.close()]);
    await own.stop();
  });

  it('BU13 NATS hangs: the line is taken for lost within seconds, and back when it goes on', async () => {
    const own = await TestNats.start();
    const [here, there] = await Promise.all([openBus(own.url), openBus(own.url)]);
    own.signal('SIGSTOP');
    await until(() => !here.connected);
    own.signal('SIGCONT');
    await until(() => here.connected && there.connected);
    const heard: string[] = [];
    there.subscribe('changed', ({ id }) => heard.push(id));
    await until(() => {
      here.publish('changed', changed('again'));
      return heard.length > 0;
    });
    await Promise.all([here.close(), there.close()]);
    await own.stop();
  });

  it('BU14 a node starts without NATS and finds it later; user, password and token are used', async () => {
    const own = await TestNats.start('authorization { user: rapport, password: "s3:cret" }');
    await own.halt();
    const servers = `nats://rapport:${encodeURIComponent('s3:cret')}@127.0.0.1:${own.port}`;
    const [here, wrong] = await Promise.all([openBus(servers), openBus(servers.replace('s3', 'no'))]);
    expect(here.connected).toBe(false);
    await own.start();
    await until(() => here.connected);
    expect(wrong.connected).toBe(false);
    await Promise.all([here.close(), wrong.close()]);
    await own.stop();
  });
});

describe('messages between nodes', () => {
  it('BU15 whatever was encoded is decoded, frames byte for byte; whatever else comes is refused, not guessed at', () => {
    const id = newId();
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 300 })),
        fc.nat(),
        fc.uint8Array({ maxLength: 40 }),
        (texts, number, noise) => {
          const hint = { stream: 's', kind: 'k', first: 1, last: texts.length, frames: texts };
          const bytes = encodeBatch(nodeBytes(id), number, false, encodeHint({ subject: 'stream', hint }));
          const batch = decodeBatch(bytes);
          expect([batch.node, batch.number, batch.farewell]).toEqual([id, number, false]);
          const back = batch.hints[0]!.hint as Hints['stream'];
          expect(back.frames.map((frame) => textOfFrame(frame))).toEqual(texts.map((t) => Buffer.from(t).toString()));
          const cut = bytes.subarray(0, bytes.length - 1 - (number % (bytes.length - 1)));
          if (cut.length !== 25) expect(() => decodeBatch(cut)).toThrow();
          expect(() => decodeBatch(Buffer.from(noise))).toThrow();
        },
      ),
    );
  });
});
