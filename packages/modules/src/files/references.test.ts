import { newId } from '@rapport/platform';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cleanUp, eraseDoomed, grace } from './clean-up.ts';
import { describeFiles } from './describe-files.ts';
import { download, type FilesHouse, filesHouse, type Person, upload } from './files.test-kit.ts';
import { getFile } from './get-file.ts';
import { grantThrough } from './grants.ts';
import { listFiles } from './list-files.ts';
import { storeFile } from './make-file.ts';
import { followAvatars } from './reactions.ts';
import { addReferences, attachmentsOf, dropReferences } from './references.ts';
import { removeFile } from './remove-file.ts';

let house: FilesHouse;
let ann: Person;
let bob: Person;
/** Conversations somebody reads, by user. */
const reads = new Map<string, Set<string>>();
beforeAll(async () => {
  house = await filesHouse();
  ann = await house.person('Ann', 'admin');
  bob = await house.person('Bob');
  grantThrough(house.platform, 'note', async (_platform, actor, referrers) =>
    referrers.filter((referrer) => reads.get(actor.user)?.has(referrer.split('/')[0]!)),
  );
});
afterAll(() => house.close());

const refer = (files: string[], id: string, kind = 'note') =>
  house.platform.db.transaction((tx) => addReferences(tx, files, { kind, id }));
const drop = (id: string, kind = 'note') =>
  house.platform.db.transaction((tx) => dropReferences(tx, { kind, id }, house.clock.now()));
const exists = async (id: string) => (await house.platform.db.rows('select 1 from file where id = $1', [id])).length === 1;
const storedIds = async () => {
  const ids: string[] = [];
  for await (const id of house.platform.blobs.list()) ids.push(id);
  return ids;
};
const later = async (milliseconds = grace + 1000) => {
  house.clock.advance(milliseconds);
  await cleanUp(house.platform);
};

it('FI1 whoever sees a message sees its files; whoever leaves no longer does', async () => {
  const conversation = newId();
  const file = await upload(house, ann, 'plan.txt', Buffer.from('the plan'));
  expect((await describeFiles(house.platform, bob, { files: [file] as never })).files).toEqual([]);
  await expect(attachmentsOf(house.platform, bob, [file])).rejects.toMatchObject({ code: 'not-found' });
  await refer([file], `${conversation}/1`);
  expect((await download(house, bob, `${file}/x`)).status).toBe(404);
  reads.set(bob.user, new Set([conversation]));
  expect((await download(house, bob, `${file}/x`)).status).toBe(200);
  expect(await attachmentsOf(house.platform, bob, [file])).toMatchObject([{ file, name: 'plan.txt', size: 8 }]);
  expect((await getFile(house.platform, bob, { file: file as never })).used).toBe(true);
  reads.delete(bob.user);
  expect((await download(house, bob, `${file}/x`)).status).toBe(404);
});

it('FI1 lists: my uploads in pages, and those of a conversation', async () => {
  const eve = await house.person('Eve');
  const conversation = newId();
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.push(await upload(house, eve, `${i}.txt`, Buffer.from(String(i))));
  await refer(made.slice(0, 2), `${conversation}/1`);
  const first = await listFiles(house.platform, eve, { limit: 3 });
  expect(first.items.map((file) => file.file)).toEqual([...made].reverse().slice(0, 3));
  const second = await listFiles(house.platform, eve, { limit: 3, cursor: first.next! });
  expect(second.items.map((file) => file.file)).toEqual([...made].reverse().slice(3));
  expect(second.next).toBeUndefined();
  const inside = { limit: 50, conversation: conversation as never };
  expect((await listFiles(house.platform, bob, inside)).items).toEqual([]);
  reads.set(bob.user, new Set([conversation]));
  expect((await listFiles(house.platform, bob, inside)).items.map((file) => file.name)).toEqual(['1.txt', '0.txt']);
  expect((await listFiles(house.platform, bob, { ...inside, kind: 'image' })).items).toEqual([]);
  await expect(listFiles(house.platform, bob, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid-input' });
});

it('FI8 what is referred to stays; the last referrer gone, it stays a day more', async () => {
  const file = await upload(house, ann, 'kept.txt', Buffer.from('kept'));
  await refer([file], 'm/1');
  await refer([file], 'h/1', 'hold');
  await later();
  await drop('m/1');
  await later();
  expect(await exists(file)).toBe(true);
  await drop('h/1', 'hold');
  await later(grace / 2);
  expect(await exists(file)).toBe(true);
  await later(grace / 2 + 1000);
  expect(await exists(file)).toBe(false);
});

it('FI8 an upload nothing refers to goes after a day, bytes, previews and keys', async () => {
  const png = await sharp({ create: { width: 600, height: 400, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const before = (await storedIds()).length;
  const { file } = await storeFile(house.platform, ann.user, 'draft.png', png);
  expect((await storedIds()).length).toBe(before + 3);
  await later(grace / 2);
  expect(await exists(file)).toBe(true);
  await later(grace);
  expect(await exists(file)).toBe(false);
  expect(await house.platform.db.rows('select id from blob where doomed_at is not null or size is null')).toEqual([]);
  const rows = (await house.platform.db.rows<{ id: string }>('select id from blob')).map((row) => row.id).sort();
  expect((await storedIds()).sort()).toEqual(rows);
});

it('FI8 a message sent at the moment of cleaning keeps its file, or is refused', async () => {
  for (let round = 0; round < 10; round++) {
    const { file } = await storeFile(house.platform, ann.user, 'race.txt', Buffer.from('race'));
    house.clock.advance(grace + 1000);
    const [sent] = await Promise.allSettled([refer([file], `r/${round}`), cleanUp(house.platform)]);
    expect(await exists(file)).toBe(sent.status === 'fulfilled');
    if (sent.status === 'rejected') expect(sent.reason).toMatchObject({ code: 'not-found' });
  }
});

it('FI8 one removes what one uploaded, unless something refers to it; its key dies at once', async () => {
  const file = await upload(house, ann, 'mine.txt', Buffer.from('mine'));
  const remove = (actor: Person) => removeFile(house.platform, actor, { file: file as never });
  await expect(remove(bob)).rejects.toMatchObject({ code: 'not-found' });
  await refer([file], 'x/1');
  await expect(remove(ann)).rejects.toMatchObject({ code: 'conflict' });
  await drop('x/1');
  await remove(ann);
  expect(await house.platform.db.rows('select wrapped_key from blob where doomed_at is not null')).toEqual([
    { wrapped_key: null },
  ]);
  expect(await house.platform.db.rows(`select 1 from graphile_worker.jobs where task_identifier = 'files.erase'`)).toHaveLength(
    1,
  );
  await eraseDoomed(house.platform);
  expect(await house.platform.db.rows('select 1 from blob where doomed_at is not null')).toEqual([]);
  await expect(remove(ann)).rejects.toMatchObject({ code: 'not-found' });
});

it('FI8 a reference to what is gone is refused, and none is counted twice', async () => {
  await expect(refer([newId()], 'y/1')).rejects.toMatchObject({ code: 'not-found' });
  const file = await upload(house, ann, 'twice.txt', Buffer.from('twice'));
  await refer([file, file], 'y/2');
  await refer([file], 'y/2');
  expect(await house.platform.db.rows('select 1 from file_reference where file_id = $1', [file])).toHaveLength(1);
});

it('FI9 an avatar is kept and seen by those who see the person; the file of another is not opened by naming it', async () => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'blue' } })
    .png()
    .toBuffer();
  const mine = await upload(house, ann, 'me.png', png);
  const secret = await upload(house, bob, 'secret.png', png);
  await refer([secret], 'z/1');
  const setAvatar = (user: Person, file: string | null, alsoBy: Person = user) =>
    house.platform.db.transaction(async (tx) => {
      await tx.rows('update user_account set avatar = $2 where id = $1', [user.user, file]);
      const entry = {
        stream: newId(),
        ev: 1,
        type: 'user.changed',
        actor: user.user,
        at: 0,
        recordId: newId(),
        target: null,
        subject: user.user,
      };
      await followAvatars(house.platform, tx, [entry, { ...entry, ev: 2, actor: alsoBy.user }]);
      await followAvatars(house.platform, tx, [entry]);
    });
  await setAvatar(ann, mine);
  expect((await download(house, bob, `${mine}/preview/256`)).status).toBe(200);
  const guest = await house.person('Guest', 'guest');
  expect((await download(house, guest, `${mine}/preview/256`)).status).toBe(404);
  await later();
  expect(await exists(mine)).toBe(true);
  await setAvatar(ann, secret);
  expect((await download(house, ann, `${secret}/x`)).status).toBe(404);
  // Nor when whoever uploaded it changes something else of that person at the same time.
  await setAvatar(ann, secret, bob);
  expect((await download(house, ann, `${secret}/x`)).status).toBe(404);
  await later();
  expect(await exists(mine)).toBe(false);
});
