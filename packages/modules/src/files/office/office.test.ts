import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  docxOf,
  findProgram,
  hasFencedOffice,
  macroOf,
  odpOf,
  odsOf,
  odtOf,
  pptxOf,
  rtfOf,
  type Seat,
  type TestHouse,
  testHouse,
  until,
  xlsxOf,
} from '@rapport/dev';
import { convertToPdf, type Office, type OfficeKind } from '@rapport/platform';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../bytes/bytes.ts';
import { upload } from '../files.test-kit.ts';
import { compoundType } from '../nature/compound.ts';

const soffice = findProgram('soffice', 'libreoffice-writer-nogui, libreoffice-calc-nogui and libreoffice-impress-nogui');
const fenced = await hasFencedOffice();
const open: Office = { soffice: soffice ?? '' };

/** The words of a PDF, page after page. */
async function wordsOf(pdf: Uint8Array): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const words: string[] = [];
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent();
    words.push(...items.map((item) => ('str' in item ? item.str : '')));
  }
  await document.destroy();
  return words.join(' ');
}

const converted = (kind: OfficeKind, bytes: Buffer, office = open) => convertToPdf(office, kind, Readable.from([bytes]));

describe.skipIf(!soffice)('FI11 office files as PDF', () => {
  let kit: TestHouse;
  let lin: Seat;
  let stranger: Seat;
  let group: string;

  beforeAll(async () => {
    kit = await testHouse({ env: { RAPPORT_OFFICE_PREVIEWS: fenced ? 'fenced' : 'unfenced' } });
    lin = await kit.person('林月');
    stranger = await kit.person('赵远');
    group = await kit.group(lin);
  });
  afterAll(() => kit?.stop());

  async function sent(name: string, bytes: Buffer): Promise<string> {
    const file = await upload(kit, kit.owner, name, bytes);
    await kit.say(kit.owner, group, name, { attachments: [file as never] });
    return file;
  }
  const convert = (seat: Seat, file: string) => kit.call(seat, 'files.convert', { file: file as never });
  async function outcome(file: string) {
    await until(async () => (await convert(lin, file)).state !== 'waiting', 150_000);
    return convert(lin, file);
  }
  const pdf = (seat: Seat, file: string) =>
    fetch(`${kit.url}/api/files/${file}/preview/pdf`, { headers: { authorization: `Bearer ${seat.token}` } });

  // LibreOffice takes long on a machine that is busy with other tests.
  it('its words can be read by whoever sees the file, and by nobody else', { timeout: 180_000 }, async () => {
    const documents: Record<string, Buffer> = {
      '合同.docx': docxOf('合同 Contract'),
      '预算.xlsx': xlsxOf('合同 Contract', '1'),
      '介绍.pptx': pptxOf('合同 Contract'),
      '合同.odt': odtOf('合同 Contract'),
      '预算.ods': odsOf('合同 Contract'),
      '介绍.odp': odpOf('合同 Contract'),
      '合同.rtf': rtfOf('合同 Contract'),
    };
    const files: [name: string, file: string][] = [];
    for (const [name, bytes] of Object.entries(documents)) files.push([name, await sent(name, bytes)]);
    expect((await pdf(lin, files[0]![1])).status).toBe(404);
    for (const [, file] of files) expect(await convert(lin, file)).toEqual({ state: 'waiting' });
    for (const [name, file] of files) {
      expect([name, await outcome(file)]).toEqual([name, { state: 'ready' }]);
      const answer = await pdf(lin, file);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(await wordsOf(new Uint8Array(await answer.arrayBuffer()))).toMatch(/合\s*同\s*Contract/);
      expect((await kit.call(lin, 'files.get', { file: file as never })).previews).toEqual([256, 1024]);
      expect((await pdf(stranger, file)).status).toBe(404);
      await expect(convert(stranger, file)).rejects.toMatchObject({ problem: { code: 'not-found' } });
    }
  });

  it('a damaged one fails, which is remembered; it is neither tried again nor a trouble for the next', {
    timeout: 180_000,
  }, async () => {
    const whole = docxOf('合同 Contract');
    const file = await sent('坏.docx', whole.subarray(0, whole.length - 300));
    expect(await outcome(file)).toEqual({ state: 'failed', reason: 'unreadable' });
    const jobs = await kit.house.platform.db.rows(`select 1 from graphile_worker.jobs where task_identifier = 'files.convert'`);
    expect(jobs).toEqual([]);
    expect(await outcome(await sent('好.docx', whole))).toEqual({ state: 'ready' });
  });

  it('what is no office file has none', async () => {
    const file = await sent('备注.txt', Buffer.from('words'));
    expect(await convert(lin, file)).toEqual({ state: 'failed', reason: 'unreadable' });
  });

  it('the PDF goes with the file', async () => {
    const file = await upload(kit, kit.owner, '草稿.odt', odtOf('draft'));
    await until(async () => (await convert(kit.owner, file)).state === 'ready');
    const { db } = kit.house.platform;
    const blob = (await db.row<{ id: string }>('select blob_id as id from file_pdf where file_id = $1', [file]))!.id;
    await kit.call(kit.owner, 'files.remove', { file: file as never });
    expect(await db.row('select 1 from file_pdf where file_id = $1', [file])).toBeUndefined();
    await until(async () => (await db.row('select 1 from blob where id = $1', [blob])) === undefined);
  });

  it('a restart in the middle of it: the PDF is made all the same', async () => {
    const file = await sent('重启.odt', odtOf('after the restart'));
    expect(await convert(lin, file)).toEqual({ state: 'waiting' });
    await kit.restart();
    expect(await outcome(file)).toEqual({ state: 'ready' });
  });

  it('what waits and has lost its job is ordered again after an hour', async () => {
    const { db } = kit.house.platform;
    const file = await sent('等待.odt', odtOf('waits'));
    const wait = (since: string) =>
      db.rows(
        `insert into file_pdf (file_id, state, asked_by, at) values ($1, 'waiting', $2, now() - $3::interval)
         on conflict (file_id) do update set at = excluded.at`,
        [file, lin.user, since],
      );
    const jobs = () => db.rows(`select 1 from graphile_worker.jobs where task_identifier = 'files.convert'`);
    await wait('50 minutes');
    expect(await convert(lin, file)).toEqual({ state: 'waiting' });
    expect(await jobs()).toEqual([]);
    await wait('70 minutes');
    expect(await outcome(file)).toEqual({ state: 'ready' });
  });

  it.each([
    ['doc', docxOf('合同 Contract'), 'docx', 'application/msword'],
    ['xls', xlsxOf('合同 Contract'), 'xlsx', 'application/vnd.ms-excel'],
    ['ppt', pptxOf('合同 Contract'), 'pptx', 'application/vnd.ms-powerpoint'],
  ])('.%s of 1997 is known by its bytes', async (old, bytes, from, type) => {
    const folder = await mkdtemp(join(tmpdir(), 'rapport-old-'));
    try {
      await writeFile(join(folder, `a.${from}`), bytes);
      const args = [
        `-env:UserInstallation=file://${folder}/p`,
        '--headless',
        '--convert-to',
        old,
        '--outdir',
        folder,
        join(folder, `a.${from}`),
      ];
      await new Promise((resolve) => execFile(soffice!, args, resolve));
      const made = await readFile(join(folder, `a.${old}`));
      expect(await compoundType(bytesOf(made))).toBe(type);
      expect(await compoundType(bytesOf(made.subarray(0, 700)))).toBeUndefined();
      const file = await sent('旧文件', made);
      expect((await kit.call(lin, 'files.get', { file: file as never })).type).toBe(type);
      if (old !== 'doc') return;
      expect(await outcome(file)).toEqual({ state: 'ready' });
      expect(await wordsOf(new Uint8Array(await (await pdf(lin, file)).arrayBuffer()))).toMatch(/合\s*同\s*Contract/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(!soffice)('FI11 what a document asks for is not done, even without a fence', () => {
  let folder: string;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('nothing');
  });
  let address: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rapport-outside-'));
    await writeFile(join(folder, 'secret.txt'), 'the words of a secret');
    await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('pictures and texts elsewhere are not fetched, files of this machine are not shown', async () => {
    const answers = [
      await converted('docx', docxOf('with a picture', `${address}/picture.png`)),
      await converted('odt', odtOf('with a text', `${address}/text.txt`)),
      await converted('odt', odtOf('with a file', `file://${folder}/secret.txt`)),
    ];
    const words = await Promise.all(answers.map((one) => (typeof one === 'string' ? one : wordsOf(one))));
    expect(words).toEqual([expect.stringContaining('picture'), expect.stringContaining('text'), expect.stringContaining('file')]);
    expect(words.join()).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  it('macros are not run', async () => {
    const trace = join(folder, 'trace.txt');
    const basic = `Open "${trace}" For Output As #1\nPrint #1, "run"\nClose #1`;
    const made = await converted('odt', macroOf('with a macro', basic));
    expect(await wordsOf(made as Buffer)).toContain('with a macro');
    expect(await readdir(folder)).toEqual(['secret.txt']);
  });
});

describe('FI11 without LibreOffice', () => {
  it('it is said that there is nothing to look with', async () => {
    const kit = await testHouse({ env: { RAPPORT_OFFICE_PREVIEWS: 'off' } });
    try {
      const file = await upload(kit, kit.owner, '合同.docx', docxOf('合同'));
      expect(await kit.call(kit.owner, 'files.convert', { file: file as never })).toEqual({ state: 'unavailable' });
    } finally {
      await kit.stop();
    }
  });
});
