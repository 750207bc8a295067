import { createSocket, type Socket } from 'node:dgram';
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { ResolvedAddress, Resolver } from './guarded-fetch.ts';

/** A name server of our own on loopback (RFC 1035): what a name means is decided anew at every question. */
export interface NameServer {
  /** What a name means when it is asked for the n-th time; other names do not exist. */
  zone: Map<string, (asked: number) => readonly string[]>;
  /** How often `<name>/<4 or 6>` was asked. */
  questions: Map<string, number>;
  resolver: Resolver;
  close(): void;
}

const octets = (address: string): Buffer => {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const bare = address
    .replace(/%.*$/, '')
    .replace(
      /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
      (_, a, b, c, d) => `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`,
    );
  const [front = '', back] = bare.split('::');
  const left = front.split(':').filter(Boolean);
  const right = (back ?? '').split(':').filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const bytes = Buffer.alloc(16);
  for (const [i, group] of groups.entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), i * 2);
  return bytes;
};

/** Answers one question with what the zone says now. */
function reply(query: Buffer, { zone, questions }: Pick<NameServer, 'zone' | 'questions'>): Buffer {
  let at = 12;
  const labels: string[] = [];
  while (query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]!));
    at += query[at]! + 1;
  }
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(12, at + 5);
  const name = labels.join('.').toLowerCase();
  const family = type === 28 ? 6 : 4;
  const key = `${name}/${family}`;
  const asked = (questions.get(key) ?? 0) + 1;
  questions.set(key, asked);
  const found = (zone.get(name)?.(asked) ?? []).filter((address) => isIP(address.replace(/%.*$/, '')) === family);
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(zone.has(name) ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(found.length, 6);
  const records = found.map((address) => {
    const data = octets(address);
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(0, 6);
    record.writeUInt16BE(data.length, 10);
    return Buffer.concat([record, data]);
  });
  return Buffer.concat([head, question, ...records]);
}

/** Asks our server alone, for both kinds of address. */
function resolverAt(server: Socket): Resolver {
  const client = new dns.Resolver({ timeout: 1_000, tries: 1 });
  client.setServers([`127.0.0.1:${server.address().port}`]);
  const ask = (host: string, family: 4 | 6): Promise<ResolvedAddress[]> =>
    client[family === 4 ? 'resolve4' : 'resolve6'](host).then(
      (list) => list.map((address) => ({ address, family })),
      () => [],
    );
  return async (host) => {
    const found = [...(await ask(host, 4)), ...(await ask(host, 6))];
    if (found.length === 0) throw new Error('no such name');
    return found;
  };
}

export async function startNameServer(): Promise<NameServer> {
  const server = createSocket('udp4');
  const known = { zone: new Map(), questions: new Map() } as Pick<NameServer, 'zone' | 'questions'>;
  server.on('message', (query, from) => server.send(reply(query, known), from.port, from.address));
  await new Promise<void>((done) => server.bind(0, '127.0.0.1', done));
  return { ...known, resolver: resolverAt(server), close: () => server.close() };
}
