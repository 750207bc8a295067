import { createHash } from 'node:crypto';
import { type Refused, type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { openPath } from '@rapport/verify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeFile } from '../../files/index.ts';
import { recordsCaughtUp } from '../index.ts';
import { buildVerifier, Evidence } from './exports.test-kit.ts';

let kit: TestHouse;
let evidence: Evidence;
let ann: Seat;
beforeAll(async () => {
  buildVerifier();
  kit = await testHouse();
  evidence = await Evidence.of(kit);
  ann = await kit.person('Ann');
});
afterAll(async () => {
  await kit.stop();
  await evidence.remove();
});

/** What a bundle of a conversation holds: its events by type, its words, and its files by digest. */
async function bundled(conversation: string) {
  await recordsCaughtUp(kit.house.platform);
  const { id } = await evidence.make(kit.owner, { conversations: [conversation] });
  const zip = await evidence.download(kit.owner, id);
  const bundle = await openPath(zip);
  const read = async (path: string) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of bundle.stream(path)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  const lines = (await read(`records/${conversation}.jsonl`)).toString().trim().split('\n');
  const records = lines.map((line) => JSON.parse(line) as { parts: { meta: { type: string; target?: number } } });
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  const files: string[] = [];
  for (const line of lines)
    for (const path of Object.values((JSON.parse(line) as { files?: Record<string, string> }).files ?? {}))
      files.push(hash(await read(path)));
  await bundle.close();
  const { exit, findings } = await evidence.verify(zip);
  return { types: records.map(({ parts }) => parts.meta.type), text: lines.join('\n'), files, exit, findings };
}

test('a file that is taken back after an export is in the next one too, which says that it was taken back (Mattermost’s exporter polls, and loses it)', async () => {
  const group = await kit.group(ann);
  const bytes = Buffer.from('the only evidence 证据');
  const { file } = await storeFile(kit.house.platform, ann.user, 'contract.txt', bytes);
  const { seq } = await kit.say(ann, group, 'see the contract', { attachments: [file] });
  const digest = createHash('sha256').update(bytes).digest('hex');
  expect(await bundled(group)).toMatchObject({ files: [digest], exit: 0 });

  // No update of the message comes with it where files are deleted by themselves: here they are not.
  const remove = kit.call(ann, 'files.remove', { file });
  expect(await remove.catch((error: Refused) => error.problem.code)).toBe('conflict');
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq });
  expect((await kit.call(ann, 'conversations.history', { conversation: group })).messages[0]).toMatchObject({ text: '' });
  const again = kit.call(ann, 'files.remove', { file });
  expect(await again.catch((error: Refused) => error.problem.code)).not.toBe('internal');

  const next = await bundled(group);
  expect(next).toMatchObject({ files: [digest], exit: 0, findings: [] });
  expect(next.types).toContain('message.recalled');
  expect(next.text).toContain('see the contract');
});

test('what is recalled before any export was made is in the first one, with its words and its file', async () => {
  const group = await kit.group(ann);
  const bytes = Buffer.from('gone within a second');
  const { file } = await storeFile(kit.house.platform, ann.user, 'gone.txt', bytes);
  const { seq } = await kit.say(ann, group, 'a slip', { attachments: [file] });
  await kit.call(ann, 'conversations.recallMessage', { conversation: group, seq });
  const made = await bundled(group);
  expect(made.files).toEqual([createHash('sha256').update(bytes).digest('hex')]);
  expect(made.types.filter((type) => type.startsWith('message.'))).toEqual(['message.sent', 'message.recalled']);
  expect(made.text).toContain('a slip');
});
