import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestHouse, testHouse } from '@rapport/dev';
import { sharedData } from '@rapport/dev/shared-data';
import { csvLine } from '@rapport/platform';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Evidence } from '../exports.test-kit.ts';
import { unpack } from './formats.test-kit.ts';
import { hostileGroup } from './hostile.test-kit.ts';

let kit: TestHouse;
let evidence: Evidence;
let made: Awaited<ReturnType<typeof hostileGroup>>;
beforeAll(async () => {
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  made = await hostileGroup(kit);
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

async function exported(format: 'csv' | 'rsmf', files = true): Promise<{ folder: string; paths: string[] }> {
  const { id, state } = await evidence.make(kit.owner, { conversations: [made.group], format, recipient: 'Court', files });
  expect(state).toBe('done');
  const folder = join(evidence.folder, `${format}-${files}`);
  return { folder, paths: await unpack(await evidence.download(kit.owner, id), folder) };
}

const python = <T>(script: string, ...args: string[]): T =>
  JSON.parse(execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1e8 })) as T;

const readCsv = `
import csv, json, sys
csv.field_size_limit(10**9)
print(json.dumps(list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))))
`;

test('RE13 CSV: a row a version, as Python’s csv reads it, and nothing that a spreadsheet would reckon', async () => {
  const { folder, paths } = await exported('csv');
  expect(paths.filter((path) => path.startsWith('files/'))).toHaveLength(1);
  const path = join(folder, 'messages.csv');
  expect(readFileSync(path).subarray(0, 3).toString('hex')).toBe('efbbbf');
  const rows = python<Record<string, string>[]>(readCsv, path);
  expect(rows.map(({ seq, version, versions }) => `${seq}.${version}/${versions}`)).toEqual([
    '1.1/1',
    '2.1/1',
    '3.1/1',
    '4.1/2',
    '4.2/2',
    '5.1/1',
    '6.1/1',
  ]);
  expect(rows[1]!.text).toBe(`'=HYPERLINK("http://evil","x")`);
  expect(rows.slice(3, 5).map(({ text }) => text)).toEqual([`'+1 first`, `'@second`]);
  expect(rows[2]!.text).toContain('"quoted", line');
  expect(rows[5]).toMatchObject({ state: 'recalled', text: 'taken back' });
  expect(rows[6]!.attachment_sha256).toMatch(/^[0-9a-f]{64}$/);
  for (const row of rows) for (const value of Object.values(row)) expect(value).not.toMatch(/^[=+\-@\t\r]/);
});

test('cells read back as they were, and none is a formula, whatever stands in them', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', 'a', '＝', '1', '|', '\ud800', '中'),
  });
  const given = fc.sample(text, { numRuns: 3_000, seed: 7 });
  const script = `import csv, io, json, sys
print(json.dumps([row[0] if row else '' for row in csv.reader(io.StringIO(sys.stdin.read(), newline=''))]))`;
  const input = given.map((one) => csvLine([one, 'x'])).join('');
  const back = JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8', maxBuffer: 1e8 })) as string[];
  expect(back).toHaveLength(given.length);
  for (const [i, value] of back.entries()) {
    const whole = given[i]!.toWellFormed();
    expect(value === whole || value === `'${whole}`).toBe(true);
    expect(value).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
  }
});

interface Manifest {
  participants: { id: string; display: string }[];
  conversations: { id: string; participants: string[]; type: string }[];
  events: {
    id?: string;
    type: string;
    body?: string;
    participant?: string;
    deleted?: boolean;
    importance?: string;
    parent?: string;
    attachments?: { id: string; display: string }[];
    edits?: { previous: string; new: string }[];
    reactions?: { value: string; count: number }[];
  }[];
}

const readRsmf = `
import email, email.policy, io, json, sys, zipfile
m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
z = zipfile.ZipFile(io.BytesIO([p for p in m.iter_attachments() if p.get_filename() == 'rsmf.zip'][0].get_payload(decode=True)))
assert z.testzip() is None
print(json.dumps({'headers': dict(m.items()), 'names': z.namelist(), 'manifest': json.loads(z.read('rsmf_manifest.json').decode('utf-8')),
  'defects': [str(d) for p in m.walk() for d in p.defects], 'text': m.get_body(('plain',)).get_content()}))
`;

test('RE13 RSMF 2.0: mail, zip and manifest as the published schema has them', async () => {
  const { folder, paths } = await exported('rsmf');
  const [path] = paths.filter((one) => one.endsWith('.rsmf'));
  const { headers, names, manifest, defects, text } = python<{
    headers: Record<string, string>;
    names: string[];
    manifest: Manifest;
    defects: string[];
    text: string;
  }>(readRsmf, join(folder, path!));
  expect(defects).toEqual([]);
  expect(headers).toMatchObject({ 'X-RSMF-Version': '2.0.0', 'X-RSMF-EventCount': String(manifest.events.length) });
  expect(text).toContain('你好，世界');
  for (const name of names) expect(name).not.toMatch(/[/\\]|\.\.|\u202e|[\r\n]/);
  const { events } = manifest;
  expect(events[0]!.type).toBe('disclaimer');
  expect(events[0]!.body).toContain('Court');
  const messages = events.filter(({ type }) => type === 'message');
  expect(messages).toHaveLength(6);
  expect(messages[3]).toMatchObject({ body: '@second', edits: [{ previous: '+1 first', new: '@second' }] });
  expect(messages[3]!.reactions).toMatchObject([{ value: '👍', count: 1 }]);
  expect(messages[4]).toMatchObject({ deleted: true, body: 'taken back' });
  expect(messages[5]).toMatchObject({ importance: 'high', parent: 'm1' });
  expect(names).toContain(messages[5]!.attachments![0]!.id);
  // What the schema cannot say: every reference leads somewhere.
  const known = new Set(manifest.participants.map(({ id }) => id));
  for (const { participant } of events) expect(participant === undefined || known.has(participant)).toBe(true);
  for (const one of manifest.conversations) expect(one.participants.every((id) => known.has(id))).toBe(true);
  expect(manifest.participants.map(({ display }) => display)).toContain('Eve Bcc: victim@example.org');
  const shared = sharedData('RSMF manifests held against the published schema');
  if (!shared) return;
  const schema = JSON.parse(
    readFileSync(join(shared, 'records/rsmf/RSMFManifestSchema_rsmf_schema_2_0_0.json'), 'utf8'),
  ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // RFC 6531: more than ajv-formats knows.
  ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/);
  const valid = ajv.compile(schema);
  expect(valid(manifest), JSON.stringify(valid.errors)).toBe(true);
});

test('RE13 without attachments their bytes stay here', async () => {
  for (const format of ['csv', 'rsmf'] as const) {
    const { folder, paths } = await exported(format, false);
    expect(paths.some((path) => path.startsWith('files/'))).toBe(false);
    if (format === 'csv') continue;
    const { names } = python<{ names: string[] }>(readRsmf, join(folder, paths.find((one) => one.endsWith('.rsmf'))!));
    expect(names).toEqual(['rsmf_manifest.json']);
  }
});
