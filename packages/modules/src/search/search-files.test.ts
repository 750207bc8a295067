import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storeFile } from '../files/index.ts';
import { caughtUp, findAll, placesOf, send } from './search.test-kit.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('search for files and signatures', () => {
  let kit: TestHouse;
  let id: string;
  const file = async (seat: Seat, name: string, bytes = Buffer.from(`内容 ${name}`)) =>
    (await storeFile(kit.house.platform, seat.user, name, bytes)).file;
  const names = async (text: string, limit = 50) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await kit.call(kit.owner, 'search.files', { text, limit, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map((hit) => hit.attachment.name));
      cursor = page.next;
    } while (cursor);
    return found;
  };

  beforeAll(async () => {
    kit = await testHouse();
    id = (await kit.call(kit.owner, 'conversations.create', { name: '合同组' })).id;
    const { owner } = kit;
    await send(kit, owner, id, '去年的', {
      attachments: [
        await file(owner, '采购合同2025.txt'),
        await file(owner, '会议纪要.txt'),
        await file(owner, '销售合同2025.txt'),
      ],
    });
    await send(kit, owner, id, '今年的合同在这里', {
      attachments: [await file(owner, '采购合同2026.txt'), await file(owner, '合同封面.png', png)],
    });
    await send(kit, owner, id, '没有附件，只说合同');
    await caughtUp(kit);
  });
  afterAll(() => kit.stop());

  it('finds files by name, newest first, with the place of the words', async () => {
    const page = await kit.call(kit.owner, 'search.files', { text: '合同' });
    expect(page.items.map((hit) => [hit.seq, hit.attachment.name])).toEqual([
      [2, '采购合同2026.txt'],
      [2, '合同封面.png'],
      [1, '采购合同2025.txt'],
      [1, '销售合同2025.txt'],
    ]);
    expect(page.items[0]).toMatchObject({ conversation: { id, name: '合同组' }, ranges: [[2, 4]], sender: kit.owner.user });
  });

  it('goes through pages that end inside a message', async () => {
    for (const limit of [1, 2, 3]) expect(await names('合同', limit)).toEqual(await names('合同'));
  });

  it('leaves out by name, not by what the message says, and knows pictures', async () => {
    expect(await names('合同 -封面')).toEqual(['采购合同2026.txt', '采购合同2025.txt', '销售合同2025.txt']);
    expect(await names('2026 -今年')).toEqual(['采购合同2026.txt']);
    expect(await names('has:image')).toEqual(['合同封面.png']);
    expect(await names('合同 -has:image')).toEqual(['采购合同2025.txt', '销售合同2025.txt']);
    expect(await names('')).toHaveLength(5);
    expect(await names('"采购合同20')).toEqual(['采购合同2026.txt', '采购合同2025.txt']);
  });

  it('finds messages by the names of their attachments', async () => {
    const hits = await findAll(kit, kit.owner, '会议纪要');
    expect(hits).toMatchObject([
      {
        seq: 1,
        snippet: { text: '去年的', ranges: [] },
        attachments: [{ attachment: { name: '会议纪要.txt' }, ranges: [[0, 4]] }],
      },
    ]);
    expect(placesOf(await findAll(kit, kit.owner, '去年 销售合同'))).toEqual([`${id}/1`]);
    // A phrase does not reach from the words into a name.
    expect(await findAll(kit, kit.owner, '"去年的采购"')).toEqual([]);
    expect((await findAll(kit, kit.owner, 'has:image')).map((hit) => hit.seq)).toEqual([2]);
    expect((await findAll(kit, kit.owner, '合同 -has:file')).map((hit) => hit.seq)).toEqual([3]);
  });

  it('finds imported messages by what they were signed with and when they were said', async () => {
    const seq = await send(kit, kit.owner, id, '那年的合同签好了');
    const { db } = kit.house.platform;
    await db.rows(
      `update message set sender = null, occurred_at = '2019-05-06T12:00:00Z' where conversation_id = $1 and seq = $2`,
      [id, seq],
    );
    await db.rows(`update version set content = '{"senderName": "馬曉東"}' where conversation_id = $1 and seq = $2`, [id, seq]);
    await kit.call(kit.owner, 'conversations.react', { conversation: id as never, seq, emoji: '👍', on: true });
    await db.rows(`delete from log_reader_stream where reader = 'search' and stream_id = $1`, [id]);
    await db.rows(`update stream set last_tx = pg_current_xact_id() where id = $1`, [id]);
    await caughtUp(kit);
    const [hit] = await findAll(kit, kit.owner, '合同 from:马晓东');
    expect(hit).toMatchObject({ seq, sender: null, senderName: '馬曉東', at: Date.parse('2019-05-06T12:00:00Z') });
    expect((await findAll(kit, kit.owner, '合同 on:2019-05-06')).map((h) => h.seq)).toEqual([seq]);
    expect((await findAll(kit, kit.owner, '合同 -from:马晓东')).map((h) => h.seq)).not.toContain(seq);
    expect((await findAll(kit, kit.owner, '合同')).map((h) => h.seq)).toEqual([3, 2, 1, seq]);
    expect((await findAll(kit, kit.owner, '马晓东')).map((h) => h.seq)).toEqual([seq]);
  });

  it('an empty answer ends a search that takes too long, with a way on', async () => {
    const { searchMessages } = await import('./search-messages.ts');
    const { actorFor } = await import('../access/index.ts');
    const actor = await actorFor(kit.house.platform, kit.owner.user);
    const input = { text: '合同', limit: 1 };
    const short = await searchMessages(kit.house.platform, actor!, input, { limit: 5_000, patience: -1 });
    expect(short.next).toBeDefined();
    const rest = await searchMessages(kit.house.platform, actor!, { ...input, limit: 50, cursor: short.next! });
    expect([...short.items, ...rest.items].map((h) => h.seq)).toEqual((await findAll(kit, kit.owner, '合同')).map((h) => h.seq));
  });
});
