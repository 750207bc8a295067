import { utf8 } from '@rapport/ledger';
import { afterAll, expect, test } from 'vitest';
import { openPath } from './folder-bundle.ts';
import { ownHashing } from './hashing.ts';
import { bundleOf, type MadeUp, makeBundle, newKey, unpack } from './made-up-log.test-kit.ts';
import { nodeHashing } from './node-hashing.ts';
import { PolicyError, parsePolicy } from './policy.ts';
import { readStreams, writeStreams } from './tamper.test-kit.ts';
import { verifyBundle } from './verify-bundle.ts';

const made: MadeUp[] = [];
afterAll(() => Promise.all(made.map((one) => one.remove())));

async function fresh(wanted: Parameters<typeof makeBundle>[0] = {}) {
  const one = await makeBundle(wanted);
  made.push(one);
  return one;
}

async function judge(zip: string, policy?: string) {
  const bundle = await openPath(zip);
  const verdict = await verifyBundle(bundle, { hashing: nodeHashing, ...(policy === undefined ? {} : { policy }) });
  await bundle.close();
  return verdict;
}

test('VE1 what nobody touched holds: every record, every stream, whole', async () => {
  const { zip, policy } = await fresh({ events: 900 });
  const verdict = await judge(zip, policy);
  expect(verdict.findings.filter(({ state }) => state !== 'erased' && state !== 'redacted')).toEqual([]);
  expect(verdict).toMatchObject({ outcome: 'holds', exit: 0, policy: 'given', selfAttested: true });
  expect(verdict.records.verified + verdict.records.erased + verdict.records.redacted).toBe(900);
  expect(verdict.records.redacted).toBeGreaterThan(10);
  expect(verdict.records.erased).toBeGreaterThan(10);
  expect(verdict.streams.map(({ complete }) => complete)).toEqual(['whole', 'whole', 'whole']);
});

test('VE1 sizes around those of tiles, and our own hash, make no difference', async () => {
  for (const events of [12, 254, 255, 256, 511, 770]) {
    const { zip, policy } = await fresh({ events, streams: 2 });
    expect(await judge(zip, policy), String(events)).toMatchObject({ exit: 0 });
  }
  const { zip, policy } = made.at(-1)!;
  const files = await unpack(zip);
  expect(await verifyBundle(bundleOf(files), { hashing: ownHashing, policy })).toMatchObject({ exit: 0 });
});

test('VE7 a part of a conversation is bounded by its neighbours', async () => {
  const { zip, policy } = await fresh({ events: 200, part: { from: 10, to: 30 } });
  const verdict = await judge(zip, policy);
  expect(verdict).toMatchObject({ exit: 0, records: { verified: expect.any(Number) } });
  expect(verdict.streams[0]).toMatchObject({ complete: 'part', from: 10, to: 30 });
  const files = await unpack(zip);
  const streams = readStreams(files);
  const head = streams[1]!.head;
  const changes: ((rows: (typeof streams)[number]['rows']) => void)[] = [
    () => void delete head.previous,
    () => void delete head.next,
    () => {
      head.before = head.before! + 100_000_000;
    },
    () => {
      head.after = 0;
    },
    (rows) => {
      rows.pop();
      head.to--;
    },
  ];
  for (const change of changes) {
    const again = new Map(files);
    const kept = structuredClone(streams);
    const before = { ...head };
    change(streams[1]!.rows);
    writeStreams(again, streams);
    const { exit } = await verifyBundle(bundleOf(again), { hashing: nodeHashing, policy });
    expect([1, 3]).toContain(exit);
    for (const name of Object.keys(head)) delete (head as unknown as Record<string, unknown>)[name];
    Object.assign(head, before);
    streams[1]!.rows = kept[1]!.rows;
  }
});

test('VE8 witnesses are counted as the policy says, and a wrong cosignature condemns', async () => {
  const [one, two, three] = ['w1.example.org', 'w2.example.org', 'w3.example.org'].map(newKey) as [
    ReturnType<typeof newKey>,
    ReturnType<typeof newKey>,
    ReturnType<typeof newKey>,
  ];
  const { zip, policy } = await fresh({ events: 30, witnesses: [one, two] });
  const log = policy.split('\n')[0];
  const policyOf = (quorum: string) =>
    `${log}\n# 见证方\nwitness A ${one.witnessKey} https://a\nwitness B ${two.witnessKey}\n\twitness C ${three.witnessKey}\ngroup Two 2 A B C\ngroup All all Two\nquorum ${quorum}\n`;
  expect(await judge(zip, policyOf('All'))).toMatchObject({ exit: 0, selfAttested: false, logs: [{ witnesses: ['A', 'B'] }] });
  expect(await judge(zip, policyOf('A'))).toMatchObject({ exit: 0 });
  expect(await judge(zip, policyOf('C'))).toMatchObject({ exit: 4, logs: [{ state: 'quorum-missed' }] });
  expect(await judge(zip, policyOf('none'))).toMatchObject({ exit: 0, selfAttested: true });
  const files = await unpack(zip);
  const path = 'proof/log/1/checkpoint';
  const lines = new TextDecoder().decode(files.get(path)).split('\n');
  const [dash, name, encoded] = lines[5]!.split(' ') as [string, string, string];
  const bytes = Buffer.from(encoded, 'base64');
  bytes[11] = bytes[11]! ^ 1;
  lines[5] = `${dash} ${name} ${bytes.toString('base64')}`;
  files.set(path, utf8(lines.join('\n')));
  expect(await verifyBundle(bundleOf(files), { hashing: nodeHashing, policy: policyOf('All') })).toMatchObject({ exit: 1 });
});

test('VE8 policies that are none are refused', () => {
  const { key, witnessKey } = newKey('example.org/log/1');
  const refused = [
    '',
    `log ${key}\n`,
    `log ${key}\nquorum A\n`,
    `log ${key}\nquorum none\nquorum none\n`,
    `log ${key}\nlog ${key}\nquorum none\n`,
    `log ${witnessKey}\nquorum none\n`,
    `witness A ${key}\nquorum A\n`,
    `witness A ${witnessKey}\nwitness A ${newKey('b').witnessKey}\nquorum A\n`,
    `witness none ${witnessKey}\nquorum none\n`,
    `witness A ${witnessKey}\ngroup G 2 A\nquorum G\n`,
    `witness A ${witnessKey}\ngroup G 0 A\nquorum G\n`,
    `witness A ${witnessKey}\ngroup G any A\ngroup H any A\nquorum H\n`,
    'quorum none extra\n',
    'believe everybody\nquorum none\n',
  ];
  for (const text of refused) expect(() => parsePolicy(nodeHashing.hash, text), text).toThrow(PolicyError);
});
