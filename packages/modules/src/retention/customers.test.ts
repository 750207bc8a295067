import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExportedConversation, ExportedMessage } from '@rapport/contract';
import { aCustomer, anAccount, type Seat, type TestCustomer, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eraseMessages, noteDelivery, outwardAt } from '../conversations/index.ts';
import { storeReceived } from '../files/index.ts';
import { buildVerifier, Evidence } from '../records/exports/exports.test-kit.ts';
import { unpack } from '../records/exports/formats/formats.test-kit.ts';
import { recordsCaughtUp } from '../records/index.ts';

let kit: TestHouse;
let evidence: Evidence;
let lin: Seat;
let wang: TestCustomer;
let html: string;
beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  lin = await kit.person('林月');
  wang = await aCustomer(kit, await anAccount(kit), '王芳', [await kit.group(lin)]);
  const { platform } = kit.house;
  const file = await storeReceived(platform, '退货单.txt', Buffer.from('RMA 1'));
  html = (await storeReceived(platform, 'mail.html', Buffer.from('<p>我要退货</p>'))).file;
  const cc = [{ address: 'boss@customer.test', name: '李总' }];
  await wang.says('我要退货', { thread: 't1', subject: '退货', attachments: [file], html, cc });
  const { seq } = await kit.say(lin, wang.conversation, '好的，请寄回。', { outward: true });
  await platform.db.transaction((tx) =>
    noteDelivery(platform, tx, { conversation: wang.conversation, seq, state: 'failed', at: Date.now(), code: '5.1.1' }),
  );
  await kit.say(lin, wang.conversation, '老客户，优先', { private: true });
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

const made = async (format?: 'jsonl' | 'csv') => {
  const job = await evidence.make(kit.owner, { conversations: [wang.conversation], ...(format ? { format } : {}) });
  return evidence.download(kit.owner, job.id);
};

it('RE13 an export says who said what on which channel, and how far answers came', async () => {
  const folder = join(evidence.folder, 'jsonl');
  await unpack(await made('jsonl'), folder);
  const lines = readFileSync(join(folder, `conversations/${wang.conversation}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  const [head, ...rest] = lines.map((line) => JSON.parse(line) as { kind: string });
  expect(ExportedConversation.parse(head)).toMatchObject({ type: 'customer', name: '王芳' });
  const said = rest.filter(({ kind }) => kind === 'message').map((one) => ExportedMessage.parse(one));
  const contents = said.map(({ versions, delivery }) => [versions[0]!.content, delivery]);
  expect(contents).toMatchObject([
    [{ senderName: '王芳', inbound: { channel: 'email', address: wang.address, subject: '退货', thread: 't1' } }, undefined],
    [{ outward: { purpose: 'reply', to: [{ address: wang.address }], subject: 'Re: 退货' } }, { state: 'failed', code: '5.1.1' }],
    [{ private: true }, undefined],
  ]);
  const tables = join(evidence.folder, 'csv');
  const files = await unpack(await made('csv'), tables);
  const text = files
    .filter((f) => f.endsWith('.csv'))
    .map((f) => readFileSync(join(tables, f), 'utf8'))
    .join('');
  for (const words of ['王芳', wang.address, '渠道 / channel: email', '主题 / subject: 退货', '仅同事可见 / among colleagues'])
    expect(text).toContain(words);
});

it('the record of it verifies: what came in, what went out, notes, deliveries; also when a part is taken out and a message erased', async () => {
  const { platform } = kit.house;
  await recordsCaughtUp(platform);
  expect(await evidence.verify(await made())).toMatchObject({ exit: 0, outcome: 'holds', records: { tampered: 0 } });
  const place = { conversation: wang.conversation as never };
  await kit.call(kit.owner, 'erasure.redact', { ...place, seq: 1, parts: ['body'], reason: '个人信息更正请求' });
  const first = async () => (await kit.call(lin, 'conversations.history', place)).messages[0]!;
  expect(await first()).toMatchObject({ text: '', inbound: { address: wang.address, channel: 'email' }, senderName: '王芳' });
  expect(Object.keys((await first()).inbound!)).not.toContain('subject');
  await expect(kit.call(lin, 'files.get', { file: html as never })).rejects.toThrow('not-found');
  const gone = { conversation: wang.conversation, seqs: [2], actor: null, cause: crypto.randomUUID() };
  await platform.db.transaction((tx) => eraseMessages(platform, tx, gone));
  expect(await outwardAt(platform.db, wang.conversation, 2)).toMatchObject({ text: '', outward: null, recalled: true });
  await recordsCaughtUp(platform);
  expect(await evidence.verify(await made())).toMatchObject({ exit: 0, records: { tampered: 0, redacted: 1 } });
});
