import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExportedConversation, ExportedEvent, ExportedMessage, ExportedPerson, ExportHead } from '@rapport/contract';
import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFile } from '../../../files/index.ts';
import { Evidence } from '../exports.test-kit.ts';
import { unpack } from './formats.test-kit.ts';

let kit: TestHouse;
let evidence: Evidence;
beforeAll(async () => {
  kit = await testHouse();
  evidence = await Evidence.of(kit);
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('RE13 lines of JSON: everything that was said and done, by the schema that lies beside it', async () => {
  const ann = await kit.person('Ann');
  const group = await kit.group(ann);
  const first = await kit.say(ann, group, '你好 `code` \ud83d\udc4d');
  await kit.call(ann, 'conversations.editMessage', { conversation: group, seq: first.seq, text: 'better' } as never);
  const gone = await kit.say(ann, group, 'taken back');
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq: gone.seq } as never);
  await kit.call(kit.owner, 'conversations.react', { conversation: group, seq: first.seq, emoji: '👍', on: true } as never);
  const file = await storeFile(kit.house.platform, kit.owner.user, 'contract.txt', Buffer.from('bytes'));
  await kit.say(kit.owner, group, `for <@${ann.user}>`, { attachments: [file.file] });
  const made = await evidence.make(kit.owner, { conversations: [group], format: 'jsonl', recipient: 'The court' });
  expect(made).toMatchObject({ state: 'done', format: 'jsonl', recipient: 'The court', total: 3 });
  const zip = await evidence.download(kit.owner, made.id);
  expect(createHash('sha256').update(readFileSync(zip)).digest('hex')).toBe(made.digest);
  const folder = join(evidence.folder, 'jsonl');
  const digest = createHash('sha256').update('bytes').digest('hex');
  expect(await unpack(zip, folder)).toEqual([
    'README.txt',
    `conversations/${group}.jsonl`,
    'export.json',
    `files/${digest}`,
    'people.jsonl',
    'schema.json',
  ]);
  expect(ExportHead.parse(JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8')))).toMatchObject({
    recipient: 'The court',
  });
  const [head, ...lines] = linesOf(join(folder, `conversations/${group}.jsonl`));
  expect(ExportedConversation.parse(head).members).toHaveLength(2);
  const events = lines.filter(({ kind }) => kind === 'event').map((one) => ExportedEvent.parse(one));
  expect(events.map(({ type }) => type)).toContain('conversation.created');
  const messages = lines.filter(({ kind }) => kind === 'message').map((one) => ExportedMessage.parse(one));
  expect(messages.map(({ state, versions }) => [state, versions.map(({ text }) => text)])).toEqual([
    ['standing', ['你好 `code` \ud83d\udc4d', 'better']],
    ['recalled', ['taken back']],
    ['standing', [`for <@${ann.user}>`]],
  ]);
  expect(messages[0]!.reactions).toMatchObject([{ emoji: '👍', user: kit.owner.user }]);
  expect(messages[2]!.versions[0]!.content!.attachments).toMatchObject([{ name: 'contract.txt', digest }]);
  expect(messages[1]!.recalled).toMatchObject({ by: ann.user });
  expect(linesOf(join(folder, 'people.jsonl')).map((one) => ExportedPerson.parse(one).name)).toContain('Ann');
});
