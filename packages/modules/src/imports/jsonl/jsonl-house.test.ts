import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExportedMessage, exportLinesFormat } from '@rapport/contract';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFile } from '../../files/index.ts';
import { exportToFile } from '../../records/index.ts';
import { folderOf } from '../export.test-kit.ts';
import { openExportFiles } from '../export-files.ts';
import { importApart } from '../import-apart.test-kit.ts';
import { bare, contents, expectSound, importWithRehearsal, nothing } from '../import-house.test-kit.ts';
import { ImportFormatError, runImport } from '../index.ts';
import { readLines } from '../read-lines.ts';

let here: TestHouse;
let there: TestHouse;
let folder: string;
beforeAll(async () => {
  [here, there] = [await testHouse(), await testHouse()];
  folder = await mkdtemp(join(tmpdir(), 'rapport-jsonl-'));
});
afterAll(async () => {
  await here.stop();
  await there.stop();
  await rm(folder, { recursive: true, force: true });
});

async function exported(kit: TestHouse, name: string, conversations: string[]): Promise<string> {
  const path = join(folder, name);
  const span = { after: null, before: null, files: true, recipient: null };
  const signal = new AbortController().signal;
  await exportToFile(kit.house.platform, {
    ...span,
    conversations,
    purpose: 'x',
    format: 'jsonl',
    path,
    progress: () => {},
    signal,
  });
  return path;
}

type Line = Record<string, unknown> & { kind: string };
async function linesOf(zip: string, path: (name: string) => boolean): Promise<Line[]> {
  const files = await openExportFiles(zip);
  const lines: Line[] = [];
  for (const entry of files.entries)
    if (path(entry.path)) for await (const line of readLines(files, entry.path)) lines.push(JSON.parse(line.toString()) as Line);
  await files.close();
  return lines;
}

/** What an export says, whatever the ids: people by their addresses, conversations by their names, numbers left out. */
async function told(zip: string): Promise<unknown> {
  const people = await linesOf(zip, (path) => path === 'people.jsonl');
  const names = new Map(people.map(({ id, email, name }) => [id as string, (email ?? name) as string]));
  const heads = (await linesOf(zip, (path) => path.startsWith('conversations/'))).filter(({ kind }) => kind === 'conversation');
  for (const { id, name, parent } of heads) names.set(id as string, (name as string) || (parent ? 'a topic' : 'a direct'));
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? 'an id'));
  const all = await linesOf(zip, (path) => path.startsWith('conversations/'));
  return all
    .filter(({ kind }) => kind === 'conversation' || kind === 'message')
    .map((line) => {
      if (line.kind === 'conversation') {
        const { members, ...head } = line as Line & { members: { user: string; role: string; left: boolean }[] };
        // A topic begins with its first message.
        if (head.parent) delete head.createdAt;
        return plain({
          ...head,
          members: members
            .filter((m) => !m.left)
            .map(({ user, role }) => `${names.get(user)} ${role}`)
            .sort(),
        });
      }
      const { ev: _, at, occurredAt, versions, ...rest } = line as unknown as ExportedMessage & Line;
      const said = versions.map(({ ev: __, at: when, ...version }, i) => ({ ...version, at: i === 0 ? undefined : when }));
      return plain({ ...rest, said: occurredAt ?? at, versions: said });
    })
    .map((one) => JSON.stringify(one))
    .sort();
}

/** A conversation with everything that is carried over, a topic, and a direct one. */
async function full(): Promise<string[]> {
  const [ann, ben] = [await here.person('Ann'), await here.person('Ben')];
  const group = await here.group(ann, ben);
  await here.call(here.owner, 'conversations.change', { conversation: group, name: '项目组', purpose: 'all of it' } as never);
  const first = await here.say(ann, group, `你好 <@${ben.user}>, *bold* \`<@${ann.user}>\` <!all>\n\n- a list`);
  await here.call(ann, 'conversations.editMessage', { conversation: group, seq: first.seq, text: 'better' } as never);
  await here.call(ann, 'conversations.editMessage', { conversation: group, seq: first.seq, text: 'best' } as never);
  await here.call(ben, 'conversations.react', { conversation: group, seq: first.seq, emoji: '👍', on: true } as never);
  await here.call(here.owner, 'conversations.pin', { conversation: group, seq: first.seq, on: true } as never);
  await here.call(here.owner, 'labels.change', { conversation: group, seq: first.seq, add: ['合同', 'urgent'] } as never);
  const file = await storeFile(here.house.platform, ann.user, 'contract.txt', Buffer.from('the bytes 合同'));
  const second = await here.say(ann, group, 'see', { attachments: [file.file], quote: first.seq, urgent: 'now' } as never);
  await here.call(ann, 'conversations.editMessage', { conversation: group, seq: second.seq, text: 'see this' } as never);
  await here.say(ben, group, '', { location: { latitude: 31.2, longitude: 121.5, label: '上海' } } as never);
  await here.say(ben, group, '', { card: ann.user } as never);
  const gone = await here.say(ben, group, 'taken back');
  await here.call(here.owner, 'labels.change', { conversation: group, seq: gone.seq, add: ['wrong'] } as never);
  await here.call(ben, 'conversations.recallMessage', { conversation: group, seq: gone.seq } as never);
  const supplement = { of: first.seq, reason: 'forgot', source: 'memory', occurred: { from: 1_790_000_000_000, zone: 'UTC' } };
  await here.say(ann, group, 'and this', { supplement } as never);
  const form = {
    template: '00000000-0000-7000-8000-000000000102',
    version: 1,
    title: '来电',
    goal: '确认船期',
    summary: '推迟到周五',
    occurred: { from: Date.now() - 60_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '周经理' }, { name: 'Ann', user: ann.user }],
    values: { direction: 'incoming', theirNumber: '021-5555' },
  };
  await here.call(ben, 'conversations.sendMessage', { conversation: group, draft: { clientId: randomUUID(), form } } as never);
  const topic = await here.call(ben, 'conversations.startTopic', { conversation: group, seq: first.seq } as never);
  await here.say(ben, topic.id, 'in the topic');
  await here.say(ann, topic.id, 'an answer');
  const direct = await here.call(ann, 'conversations.openDirect', { users: [ben.user] } as never);
  await here.say(ann, direct.id, 'between us');
  return [group, topic.id, direct.id];
}

test('IM30 an export of a house in another one: the same again, but for ids', async () => {
  const before = await exported(here, 'before.zip', await full());
  const report = await importWithRehearsal(there, { kind: 'jsonl', path: before });
  expect(bare(report)).toMatchObject({
    conversations: 2,
    messages: 10,
    edits: 3,
    deletes: 1,
    reactions: 1,
    files: 1,
    skipped: [],
  });
  await expectSound(there);
  const again = await runImport(there.house.platform, { kind: 'jsonl', path: before });
  expect(bare(again)).toEqual({ ...nothing, skipped: [] });
  expect(again.known).toBeGreaterThan(0);
  const rows = await there.house.platform.db.rows<{ id: string }>(`select id from conversation where kind <> 'note' order by id`);
  const after = await exported(
    there,
    'after.zip',
    rows.map(({ id }) => id),
  );
  expect(await told(after)).toEqual(await told(before));
  const digest = createHash('sha256').update('the bytes 合同').digest('hex');
  expect((await openExportFiles(after)).entries.map(({ path }) => path)).toContain(`files/${digest}`);
  // What was put down on the way is gone.
  expect(readdirSync(join(there.dataDir, 'imports'))).toEqual([]);
});

test('IM26 a label that came later is brought later; one that was taken off here stays off', async () => {
  const group = await here.group();
  await here.call(here.owner, 'conversations.change', { conversation: group, name: '标签' } as never);
  const { seq } = await here.say(here.owner, group, 'to be labelled');
  const label = (kit: TestHouse, conversation: string, change: object) =>
    kit.call(kit.owner, 'labels.change', { conversation, seq, ...change } as never);
  await label(here, group, { add: ['one'] });
  await runImport(there.house.platform, { kind: 'jsonl', path: await exported(here, 'one.zip', [group]) });
  const copy = (await there.house.platform.db.row<{ id: string }>(`select id from conversation where name = '标签'`))!.id;
  const { version } = (await there.house.platform.db.row<{ version: number }>(
    `select count(*)::int as version from version v join message m on m.conversation_id = v.conversation_id and m.label_ev = v.ev
     where v.conversation_id = $1 and v.content->'labels' = '["one"]' and v.key is not null`,
    [copy],
  ))!;
  expect(version).toBe(1);
  await label(there, copy, { remove: ['one'], add: ['ours'] });
  await label(here, group, { add: ['two'] });
  const path = await exported(here, 'two.zip', [group]);
  await runImport(there.house.platform, { kind: 'jsonl', path });
  await runImport(there.house.platform, { kind: 'jsonl', path });
  const labels = await there.house.platform.db.rows<{ label: string }>(
    'select label from message_label where conversation_id = $1 and seq = $2 order by label',
    [copy, seq],
  );
  expect(labels.map((one) => one.label)).toEqual(['ours', 'two']);
  await expectSound(there);
});

const person = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const conversation = '01980a1b-2c3d-7e4f-8a5b-6c7d8e9fa0b1';
const bytes = 'an attachment';
const digest = createHash('sha256').update(bytes).digest('hex');

/** An export made by hand, of any size. */
function madeUp(messages: number): Record<string, string> {
  const start = 1_600_000_000_000;
  const head = {
    kind: 'conversation',
    id: conversation,
    type: 'group',
    name: 'made up',
    purpose: '',
    visibility: 'open',
    createdAt: start,
  };
  const members = [1, 2, 3].map((n) => ({
    user: person(n),
    role: n === 1 ? 'owner' : 'member',
    guest: false,
    joinedAt: start,
    left: false,
  }));
  const lines: object[] = [{ ...head, members }];
  for (let seq = 1; seq <= messages; seq++) {
    const at = start + seq * 1_000;
    const attachments =
      seq % 500 === 0
        ? [{ file: person(90_000 + seq), name: 'a.txt', type: 'text/plain', size: 13, kind: 'file', digest }]
        : undefined;
    const versions = [
      { ev: seq * 2, at, author: person(1 + (seq % 3)), text: `said ${seq}`, content: attachments && { attachments } },
    ];
    if (seq % 7 === 0) versions.push({ ...versions[0]!, ev: seq * 2 + 1, at: at + 500, text: `better ${seq}` });
    const reactions = seq % 11 === 0 ? [{ emoji: '👍', user: person(2), at: at + 9 }] : undefined;
    lines.push({ kind: 'message', seq, ev: seq * 2, sender: person(1 + (seq % 3)), at, state: 'standing', versions, reactions });
  }
  const people = [1, 2, 3].map((n) => ({
    kind: 'person',
    id: person(n),
    name: `Person ${n}`,
    type: 'member',
    email: `p${n}@old.example`,
  }));
  const told = {
    format: exportLinesFormat,
    house: 'https://old.example',
    organization: person(9),
    name: 'Old',
    export: person(8),
    madeAt: start,
  };
  const text = (all: object[]) => `${all.map((line) => JSON.stringify(line)).join('\n')}\n`;
  return {
    'export.json': JSON.stringify({ ...told, purpose: 'x', files: true }),
    'people.jsonl': text(people),
    [`conversations/${conversation}.jsonl`]: text(lines),
    [`files/${digest}`]: bytes,
  };
}

test('IM28 killed again and again and run once more, it is as if it had run once', async () => {
  const made = await folderOf(madeUp(4_500));
  const [whole, cut] = [await testHouse(), await testHouse()];
  const run = { kind: 'jsonl', path: made.path } as const;
  const once = await runImport(whole.house.platform, run);
  expect(once).toMatchObject({ messages: 4_500, files: 9, users: 3, conversations: 1 });
  for (const many of [5, 2_100]) expect((await importApart(cut, run, (p) => p.items > many)).killed).toBe(true);
  const last = await importApart(cut, run, () => false);
  expect(last.report!.messages).toBeLessThan(4_500);
  expect((await runImport(cut.house.platform, run)).messages).toBe(0);
  const bareFiles = (all: unknown[]) => JSON.parse(JSON.stringify(all).replace(/"file":"[^"]*"/g, '"file":"x"')) as unknown[];
  expect(bareFiles(await contents(cut))).toEqual(bareFiles(await contents(whole)));
  await expectSound(cut);
  for (const kit of [whole, cut]) await kit.stop();
  await made.remove();
});

test('IM30 what is not as it should be is told or refused', async () => {
  const files = madeUp(3);
  const path = `conversations/${conversation}.jsonl`;
  const lines = files[path]!.trim().split('\n');
  const bad = await folderOf({
    ...files,
    [path]: `${[...lines, '{"kind":"message","seq":"x"}', 'no json', '{"kind":"message","seq":9,"ev":99,"sender":null,"at":5,"state":"erased","versions":[]}'].join('\n')}\n`,
    'conversations/other.jsonl': 'no json\n',
  });
  const kit = await testHouse();
  const report = await runImport(kit.house.platform, { kind: 'jsonl', path: bad.path });
  expect(report.messages).toBe(3);
  expect(report.skipped).toEqual([
    { reason: 'line-not-valid', count: 2 },
    { reason: 'erased', count: 1 },
    { reason: 'file-without-a-conversation', count: 1 },
  ]);
  const none = await folderOf({ 'export.json': '{"format":"other"}' });
  await expect(runImport(kit.house.platform, { kind: 'jsonl', path: none.path })).rejects.toThrow(ImportFormatError);
  const tampered = await folderOf({ ...madeUp(500), [`files/${digest}`]: 'other bytes' });
  const apart = await testHouse();
  const { skipped, files: taken } = await runImport(apart.house.platform, { kind: 'jsonl', path: tampered.path });
  expect([skipped, taken]).toEqual([[{ reason: 'part:file-damaged', count: 1 }], 0]);
  expect(readFileSync(join(tampered.path, `files/${digest}`), 'utf8')).toBe('other bytes');
  for (const house of [kit, apart]) await house.stop();
  for (const one of [bad, none, tampered]) await one.remove();
});

test('IM30 an export made to do harm harms nothing: marks no database stores, endless words and names, times to come', async () => {
  const files = madeUp(1);
  const path = `conversations/${conversation}.jsonl`;
  const [head, first] = files[path]!.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line & { versions: object[] });
  const nul = String.fromCharCode(0);
  const evil = (seq: number, more: object, version: object) => {
    const versions = [{ ...first!.versions[0], ev: seq * 2, ...version }];
    return { ...first, seq, ev: seq * 2, ...more, versions };
  };
  const lines = [
    { ...head, name: `ma${nul}de`, purpose: '\ud800' },
    evil(1, {}, { text: `a${nul}b\ud83d` }),
    evil(2, {}, { text: 'x'.repeat(200_001) }),
    evil(3, {}, { content: { urgent: 'u'.repeat(9_000) } }),
    evil(4, { sender: null }, { content: { senderName: 'n'.repeat(9_000) } }),
    evil(5, { at: 253_402_300_799_999 }, { text: 'tomorrow' }),
  ];
  const made = await folderOf({ ...files, [path]: lines.map((line) => JSON.stringify(line)).join('\n') });
  const kit = await testHouse();
  const report = await runImport(kit.house.platform, { kind: 'jsonl', path: made.path });
  expect([report.messages, report.skipped]).toEqual([4, [{ reason: 'message-too-long', count: 1 }]]);
  const { db, clock } = kit.house.platform;
  const rows = await db.rows<{ text: string; said: number; urgent: number | null; name: number | null }>(
    `select v.text, coalesce(m.occurred_at, m.at) as said, length(v.content ->> 'urgent') as urgent, length(v.content ->> 'senderName') as name
     from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev order by m.seq`,
  );
  expect(rows.map(({ text, urgent, name }) => [text, urgent, name])).toEqual([
    ['ab\ufffd', null, null],
    ['said 1', 200, null],
    ['said 1', null, expect.any(Number)],
    ['tomorrow', null, null],
  ]);
  expect(rows[2]!.name).toBeLessThanOrEqual(120);
  for (const { said } of rows) expect(said).toBeLessThanOrEqual(clock.now());
  await expectSound(kit);
  await kit.stop();
  await made.remove();
});
