import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, type TestHouse, testHouse } from '@rapport/dev';
import { ZipWriter } from '@rapport/verify';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeFile } from '../../../files/index.ts';
import { Evidence } from '../exports.test-kit.ts';
import type { WalkedConversation, WalkedMessage, WalkedPeople } from '../walk-shape.ts';
import { ExportFolder } from './export-folder.ts';
import type { FormatJob } from './format.ts';
import { unpack } from './formats.test-kit.ts';
import { writePdf } from './pdf.ts';

let kit: TestHouse;
let evidence: Evidence;
let folder: string;
beforeAll(async () => {
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  folder = await mkdtemp(join(tmpdir(), 'rapport-pdf-'));
});
afterAll(async () => {
  await kit?.stop();
  await evidence?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const pdftotext = findProgram('pdftotext', 'poppler-utils');
const pdffonts = findProgram('pdffonts', 'poppler-utils');
const pdfimages = findProgram('pdfimages', 'poppler-utils');
const qpdf = findProgram('qpdf', 'qpdf');

const textOf = (path: string): string => (pdftotext ? execFileSync(pdftotext, [path, '-'], { encoding: 'utf8' }) : '');
/** What a reader of its own finds wrong with a document. */
function sound(path: string): void {
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  if (!qpdf) return;
  const { status, stdout, stderr } = spawnSync(qpdf, ['--check', path], { encoding: 'utf8' });
  expect({ status, said: stdout + stderr }).toMatchObject({ status: 0, said: expect.stringContaining('No syntax') });
}

describe('RE15 a conversation as a document', () => {
  let path: string;
  let text: string;
  let paths: string[];
  let picture: string;
  beforeAll(async () => {
    const yue = await kit.person('林月');
    const group = (await kit.call(kit.owner, 'conversations.create', { name: '海湾/航运: 项目', members: [yue.user as never] }))
      .id;
    const here = { conversation: group as never };
    const { seq } = await kit.say(yue, group, '船期推迟到下周五，会议改到下午三点。');
    await kit.call(yue, 'conversations.editMessage', { ...here, seq, text: '船期推迟到下周六，会议改到下午三点。' });
    await kit.say(
      kit.owner,
      group,
      'Noted, see you at three o’clock. 👍🏽 Ждём ответа, dvořák, \u0627\u0644\u0633 \u202egpj.exe',
    );
    const gone = await kit.say(yue, group, '说错了的话');
    await kit.call(yue, 'conversations.recallMessage', { ...here, seq: gone.seq });
    await kit.say(yue, group, '补充：当时说的是周三', {
      supplement: {
        of: seq,
        reason: '漏记',
        source: 'notes',
        occurred: { from: Date.now() - 86_400_000, zone: 'Asia/Shanghai' },
      },
    } as never);
    await kit.call(kit.owner, 'conversations.react', { ...here, seq, emoji: '👍', on: true });
    const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#3a7' } })
      .png()
      .toBuffer();
    const file = await storeFile(kit.house.platform, kit.owner.user, '合同.png', bytes);
    picture = file.file;
    await kit.say(kit.owner, group, '合同见图', { attachments: [file.file] });
    await kit.say(yue, group, '长'.repeat(4_000));
    const made = await evidence.make(kit.owner, {
      conversations: [group],
      format: 'pdf',
      recipient: '王律师',
      purpose: '仲裁委员会要求提交',
    });
    expect(made).toMatchObject({ state: 'done', format: 'pdf' });
    const there = join(folder, 'whole');
    paths = await unpack(await evidence.download(kit.owner, made.id), there);
    path = join(there, paths.find((one) => one.endsWith('.pdf'))!);
    text = textOf(path);
  });

  test('lies in the zip under a name that every system takes, with attachments beside it', () => {
    expect(paths).toContain('海湾 航运 项目.pdf');
    expect(paths.filter((one) => one.startsWith('files/'))).toHaveLength(1);
    expect(picture).toBeTruthy();
    sound(path);
  });

  test('says on its first page what it is of, for whom, why, and that the house vouches for itself', () => {
    if (!pdftotext) return;
    for (const words of ['海湾/航运: 项目', '仲裁委员会要求提交', '王律师', '林月', 'Self-attested', '自证', '检查点'])
      expect(text).toContain(words);
    expect(text).toMatch(/Made at[\s\S]*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d/);
    expect(text).toContain('第1页 / page 1');
    expect(text).toContain('第2页 / page 2');
  });

  test('has Chinese and English in the order in which they were said, earlier words behind what they became', () => {
    if (!pdftotext) return;
    const order = [
      '船期推迟到下周六',
      '此前 / before',
      '船期推迟到下周五',
      'Noted, see you at three',
      '已撤回 / recalled',
      '补充：当时说的是周三',
      '补充记录 / supplement of #1',
      '合同见图',
      'SHA-256',
    ].map((words) => text.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('draws other letters and emoji, and says by code points what it cannot draw', () => {
    if (!pdftotext) return;
    for (const words of ['Ждём ответа', 'dvořák', '[U+0627 U+0644 U+0633]', '[U+202E]gpj.exe']) expect(text).toContain(words);
    expect(text).not.toContain('\u202e');
    expect(text.replace(/[^长]/g, '')).toHaveLength(4_000);
  });

  test('embeds its fonts, only what it needs of them, and its pictures', () => {
    if (pdffonts) {
      const fonts = execFileSync(pdffonts, [path], { encoding: 'utf8' }).trim().split('\n').slice(2);
      expect(fonts.length).toBeGreaterThan(1);
      for (const font of fonts) expect(font).toMatch(/ yes yes yes /);
    }
    if (pdfimages) expect(execFileSync(pdfimages, ['-list', path], { encoding: 'utf8' })).toMatch(/jpeg/);
    expect(readFileSync(path).length).toBeLessThan(400_000);
  });
});

const nobody: WalkedPeople = { know: async () => undefined, get: () => undefined, nameOf: (id) => id, all: () => [] };

/** So many messages, said one after the other. */
function talk(messages: number): WalkedConversation {
  const at = Date.UTC(2026, 2, 1);
  const one = (seq: number): WalkedMessage => {
    const when = at + seq * 60_000;
    const said = {
      ev: seq,
      at: when,
      author: 'a',
      text: `第${seq}句 and some English words ${'船期'.repeat(20)}`,
      content: null,
      bytes: 1,
    };
    const none = { occurredAt: null, recalledAt: null, recalledBy: null, pinnedAt: null, topic: null, supplementOf: null };
    return {
      ...none,
      seq,
      ev: seq,
      versionEv: seq,
      sender: 'a',
      clientId: '',
      at: when,
      late: false,
      commitments: 0,
      state: 'standing',
      goneAt: null,
      said: when,
      versions: [said],
      leftOut: 0,
      reactions: [],
      signing: [],
      promises: [],
      labels: [],
      redactions: [],
      delivery: null,
    };
  };
  const head = { id: 'x', kind: 'group', name: '长会话', purpose: '', visibility: 'private', archivedAt: null, createdAt: at };
  return {
    ...head,
    parent: null,
    anchorSeq: null,
    seq: messages,
    title: '长会话',
    members: [],
    messages,
    async *pages() {
      for (let from = 1; from <= messages; from += 200)
        yield {
          messages: Array.from({ length: Math.min(200, messages - from + 1) }, (_, i) => one(from + i)),
          events: [],
          files: new Map(),
        };
    },
  } as WalkedConversation;
}

/** Writes a talk that nobody had; answers the paths in the zip. */
async function written(name: string, messages: number, mostPages?: number): Promise<string[]> {
  const zip = await ZipWriter.create(join(folder, `${name}.zip`), 1e9);
  const cause = { id: 'e', purpose: 'a test', recipient: null, after: null, before: null, files: false };
  const job = {
    platform: kit.house.platform,
    cause,
    makerName: undefined,
    organization: { name: 'House', timeZone: 'Asia/Shanghai' },
    madeAt: Date.now(),
    walk: {
      people: nobody,
      total: messages,
      async *conversations() {
        yield talk(messages);
      },
    },
    out: new ExportFolder(zip),
  };
  await writePdf(job as unknown as FormatJob, mostPages);
  await zip.finish();
  return unpack(join(folder, `${name}.zip`), join(folder, name));
}

test('RE15 a long conversation is several documents, none of its messages twice or nowhere', async () => {
  const paths = await written('long', 400, 6);
  expect(paths.length).toBeGreaterThan(2);
  const texts = paths.map((one) => {
    sound(join(folder, 'long', one));
    return textOf(join(folder, 'long', one));
  });
  if (!pdftotext) return;
  const said = texts.flatMap((text) => [...text.matchAll(/第(\d+)句/g)].map(([, n]) => Number(n)));
  expect(said.sort((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
});
