import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Output } from '@rapport/contract';
import { searchCaughtUp } from '@rapport/modules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { Refused, type TestHouse, testHouse, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';

const words = '床前明月光，疑是地上霜 geheime-woorden';
const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();
const namesOf = (text: string): string[] => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
/** The sum over all labels of what a metric's lines say. */
const sumOf = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);

type Trace = Output<'health.traces'>['traces'][number];

/** A collector that takes what it is sent. */
async function collector() {
  const bodies: string[] = [];
  const headers: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      headers.push(request.headers['x-key'] as string | undefined);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { bodies, headers, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describe('a house that is looked at', () => {
  let kit: TestHouse;
  let taken: Awaited<ReturnType<typeof collector>>;
  let friend: Seat;
  let group: string;
  beforeAll(async () => {
    taken = await collector();
    kit = await testHouse({
      env: {
        RAPPORT_TRACE_PERCENT: '0',
        OTEL_EXPORTER_OTLP_ENDPOINT: taken.url,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
      },
    });
    friend = await kit.person('Friend');
    group = await kit.group(friend);
  });
  afterAll(async () => {
    await kit.stop();
    taken.close();
  });

  const traces = async (): Promise<Trace[]> => (await kit.call(kit.owner, 'health.traces', {})).traces;
  const wait = (trace: string): string => `00-${trace}-00f067aa0ba902b7-01`;

  it('every figure is there, is named in the documents, and moves with what happens', async () => {
    const client = await kit.client(friend);
    const before = await metricsOf(kit.url);
    for (let n = 0; n < 20; n++) await kit.say(kit.owner, group, `${words} ${n}`);
    await until(() => client.state.status === 'online');
    await searchCaughtUp(kit.house.platform);
    await until(async () => sumOf(await metricsOf(kit.url), 'rapport_fan_out_deliveries_total') >= 20);
    const after = await metricsOf(kit.url);
    for (const name of [
      'rapport_fan_out_deliveries_total',
      'rapport_send_batch_sum',
      'rapport_send_wait_seconds_count',
      'rapport_send_flight_seconds_sum',
      'rapport_call_seconds_count',
      'rapport_statement_seconds_count',
      'rapport_statement_rows_total',
      'rapport_pool_wait_seconds_count',
      'rapport_reader_entries_total',
    ])
      expect([name, sumOf(after, name) > sumOf(before, name)]).toEqual([name, true]);
    expect(after).toMatch(/rapport_statement_seconds_count\{statement="send_messages(_in_turn)?"\} [1-9]/);
    expect(after).toMatch(/rapport_sockets 1\n/);
    expect(after).toMatch(/rapport_reader_behind_streams\{reader="search"\} \d/);
    expect(sumOf(after, 'rapport_database_up')).toBe(1);
    expect(sumOf(after, 'rapport_database_bytes')).toBeGreaterThan(1e6);
    expect(sumOf(after, 'rapport_data_free_bytes')).toBeGreaterThan(0);
    // A queue of jobs, a lock wait and an end of a socket come into being by happening.
    await client.close();
    await until(async () => /rapport_sockets_ended_total\{code="\d+"\} 1/.test(await metricsOf(kit.url)));
    expect(after).not.toMatch(/床前|geheim/);
    for (const line of after.split('\n')) expect(line).toMatch(/^(#.*|rapport_\w+(\{[^}]*\})? (\S+)|)$/);
  });

  it('the table in the documents has every figure, and no other', async () => {
    const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/`(rapport_\w+)(?:\{[\w,]+\})?`/g)].map(([, name]) => name!);
    const own = namesOf(await metricsOf(kit.url)).filter((name) => !/^rapport_(nodejs|process)_/.test(name));
    // With NATS_URL alone.
    const more = ['rapport_bus_connected', 'rapport_bus_messages_total', 'rapport_bus_bytes_total'];
    expect([...new Set(told)].sort()).toEqual([...new Set([...own, ...more])].sort());
  });

  it('HE2 a message is followed from its call to the sockets and the readers, with times and sizes and no word of it', async () => {
    const client = await kit.client(friend);
    const id = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await fetch(`${kit.url}/api/v1/conversations.sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${kit.owner.token}`, traceparent: wait(id) },
      body: JSON.stringify({ conversation: group, draft: { clientId: crypto.randomUUID(), text: words } }),
    });
    const sent = (await response.json()) as { ev: number };
    const found = async () => (await traces()).find((trace) => trace.id === id);
    for (const reader of ['read by search', 'read by notify'])
      await until(async () => (await found())?.spans.some(({ name }) => name === reader) ?? false);
    await until(async () => (await found())?.spans.some(({ name }) => name === 'sockets') ?? false);
    const trace = (await found())!;
    expect(trace).toMatchObject({
      method: 'conversations.sendMessage',
      kept: 'sampled',
      outcome: 'ok',
      stream: group,
      ev: sent.ev,
    });
    const order = ['checked', 'queued', 'flight', 'bus', 'fan-out', 'sockets'];
    const spans = order.map((name) => trace.spans.find((span) => span.name === name)!);
    expect(spans.map((span) => span?.name)).toEqual(order);
    for (const [at, span] of spans.entries()) {
      expect(span.milliseconds).toBeGreaterThanOrEqual(0);
      if (at > 0) expect(span.begun).toBeGreaterThanOrEqual(spans[at - 1]!.begun);
    }
    expect(spans[2]!.figures).toEqual({ messages: 1 });
    expect(spans[4]!.figures).toEqual({ frames: 1, sockets: 1 });
    expect(trace.spans.filter(({ linked }) => linked).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['read by search', 'read by notify']),
    );
    expect(JSON.stringify(await traces())).not.toMatch(/床前|geheim/);
    await client.close();
  });

  it('a call over a socket carries its traceparent; one without is not kept, nor one of a stranger', async () => {
    const socket = new WebSocket(`${kit.url.replace('http', 'ws')}/api/v1/socket`, {
      headers: { authorization: `Bearer ${friend.token}` },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const id = `${'a'.repeat(31)}b`;
    socket.send(JSON.stringify({ id: 1, call: 'people.me', input: {}, traceparent: wait(id) }));
    await until(async () => (await traces()).some((trace) => trace.id === id && trace.user === friend.user));
    socket.close();
    const stranger = 'c'.repeat(32);
    await fetch(`${kit.url}/api/v1/people.setUpState`, { headers: { traceparent: wait(stranger) } });
    // A busy machine also keeps what was slow.
    const kept = (await traces()).filter((trace) => trace.kept === 'sampled');
    expect(kept.map((trace) => trace.id)).not.toContain(stranger);
    expect(kept.every(({ method }) => ['conversations.sendMessage', 'people.me', 'delivery'].includes(method))).toBe(true);
  });

  it('what is slow is kept without being asked for, with where its time went', async () => {
    const { db } = kit.house.platform;
    const client = await db.pool.connect();
    await client.query('begin');
    await client.query('select 1 from stream where id = $1 for update', [group]);
    const sending = kit.say(kit.owner, group, words);
    await until(async () => {
      const [held] = await db.rows(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
           and clock_timestamp() - query_start > interval '650 milliseconds'`,
      );
      return held !== undefined;
    });
    await client.query('commit');
    client.release();
    await sending;
    const { traces: all } = await kit.call(kit.owner, 'health.traces', { slow: true });
    const slow = all.find(({ method }) => method === 'conversations.sendMessage');
    expect(slow).toMatchObject({ kept: 'slow', outcome: 'ok' });
    expect(slow!.milliseconds).toBeGreaterThan(600);
    const flight = slow!.spans.find(({ name }) => name === 'flight')!;
    expect(flight.milliseconds).toBeGreaterThan(500);
  });

  it('HE3 members see nothing of it; administrators also see what takes the time of the database', async () => {
    for (const method of ['health.checks', 'health.traces', 'health.statements'] as const)
      await expect(kit.call(friend, method, {})).rejects.toThrow(Refused);
    // One who manages the organization by a role of its own is told nothing of other people's calls.
    const manager = await kit.person('Manager');
    const role = await kit.call(kit.owner, 'access.createRole', { name: 'Manager', permissions: ['organization.manage'] });
    await kit.call(kit.owner, 'access.grant', { user: manager.user as never, role: role.id, scope: { kind: 'organization' } });
    await kit.call(manager, 'people.changeOrganization', { name: 'Ours' });
    await expect(kit.call(manager, 'health.traces', {})).rejects.toThrow(Refused);
    const admin = await kit.person('Admin', 'admin');
    expect(await kit.call(admin, 'health.traces', {})).toMatchObject({ address: `${hostname()}:${new URL(kit.url).port}` });
    const { statements } = await kit.call(kit.owner, 'health.statements', { limit: 200 });
    const names = statements.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('send_messages'))).not.toEqual([]);
    expect(names.filter((name) => /^(conversations|people|access)\.\w+$/.test(name)).length).toBeGreaterThan(5);
    const { checks } = await kit.call(kit.owner, 'health.checks', {});
    expect(checks.find(({ name }) => name === 'database')).toMatchObject({ title: '数据库' });
    // A page in another language than the profile's.
    const english = await kit.call(kit.owner, 'health.checks', { language: 'en' });
    expect(english.checks.find(({ name }) => name === 'database')).toMatchObject({ title: expect.stringMatching(/^database$/i) });
  });

  it('the collector gets OTLP with links for what follows, and no content', async () => {
    await until(() => taken.bodies.join('').includes('4bf92f3577b34da6a3ce929d0e0e4736'));
    const spans = taken.bodies.flatMap(
      (body) =>
        (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[] }).resourceSpans[0]!
          .scopeSpans[0]!.spans,
    );
    const root = spans.find(
      ({ traceId, name }) => traceId === '4bf92f3577b34da6a3ce929d0e0e4736' && name === 'conversations.sendMessage',
    )!;
    expect(root).toMatchObject({ parentSpanId: '00f067aa0ba902b7', kind: 2, spanId: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(BigInt(root.endTimeUnixNano as string)).toBeGreaterThan(BigInt(root.startTimeUnixNano as string));
    const flight = spans.find(({ name, parentSpanId }) => name === 'flight' && parentSpanId === root.spanId);
    expect(flight).toMatchObject({ traceId: root.traceId, attributes: [{ key: 'rapport.messages', value: { intValue: '1' } }] });
    const read = spans.find(({ name }) => name === 'read by search');
    expect(read).toMatchObject({ links: [{ traceId: root.traceId, spanId: root.spanId }] });
    expect(taken.headers[0]).toBe('a b');
    expect(taken.bodies.join('')).not.toMatch(/床前|geheim/);
  });
});

describe('traces that callers ask for', () => {
  it('are kept up to a budget of each person, and those of others are not driven out', async () => {
    const kit = await testHouse({ rateFactor: 1, env: { RAPPORT_TRACE_PERCENT: '0', RAPPORT_SLOW_CALL_MS: '60000' } });
    try {
      const [greedy, modest] = [await kit.person('Greedy'), await kit.person('Modest')];
      const ask = async (seat: Seat, n: number): Promise<void> => {
        const traceparent = `00-${'d'.repeat(28)}${1000 + n}-00f067aa0ba902b7-01`;
        const response = await fetch(`${kit.url}/api/v1/people.me`, {
          headers: { authorization: `Bearer ${seat.token}`, traceparent },
        });
        expect(response.status).toBe(200);
      };
      await ask(modest, 0);
      for (let n = 1; n <= 40; n++) await ask(greedy, n);
      const { traces } = await kit.call(kit.owner, 'health.traces', { limit: 200 });
      expect(traces.filter(({ user }) => user === modest.user)).toHaveLength(1);
      // A quarter of thirty a minute at once, and what came back meanwhile.
      const kept = traces.filter(({ user }) => user === greedy.user).length;
      expect(kept).toBeGreaterThanOrEqual(7);
      expect(kept).toBeLessThan(20);
    } finally {
      await kit.stop();
    }
  });
});
