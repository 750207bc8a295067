import type { Input, RecordHit } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp, seedMessages, send } from './search.test-kit.ts';

const callTemplate = '00000000-0000-7000-8000-000000000102';
const day = 86_400_000;

describe('records: what one may see, narrowed and counted', () => {
  let kit: TestHouse;
  let lin: Seat;
  let stranger: Seat;
  let sales: string;
  let field: string;
  let group: string;
  let other: string;
  let open: string;

  beforeAll(async () => {
    kit = await testHouse();
    sales = (await kit.call(kit.owner, 'people.createDepartment', { name: '销售部' })).id;
    field = (await kit.call(kit.owner, 'people.createDepartment', { name: '外勤组', parent: sales as never })).id;
    lin = await kit.person('林月');
    stranger = await kit.person('旁人');
    await kit.call(kit.owner, 'people.changeUser', { user: lin.user as never, departments: [field as never] });
    const make = async (name: string, visibility: 'private' | 'open' = 'private') =>
      (await kit.call(kit.owner, 'conversations.create', { name, members: [lin.user as never], visibility })).id as string;
    group = await make('客户小组');
    other = await make('杂谈');
    open = await make('公告', 'open');
    await send(kit, kit.owner, group, '合同初稿已经发出');
    await send(kit, lin, group, '合同合同：客户要求改合同第三条', {});
    await send(kit, lin, group, '', {
      form: {
        template: callTemplate,
        version: 1,
        title: '与华信电话',
        occurred: { from: Date.now() - 3 * day, zone: 'Asia/Shanghai' },
        participants: [{ name: '林月', user: lin.user }],
        goal: '谈价格',
        place: '电话',
        summary: '谈合同价格',
        values: { direction: 'incoming', points: '价格' },
      },
    });
    const edited = await send(kit, lin, other, 'first words');
    await kit.call(lin, 'conversations.editMessage', { conversation: other as never, seq: edited, text: 'second words' });
    const taken = await send(kit, kit.owner, group, '说错的秘密');
    await kit.call(kit.owner, 'conversations.recallMessage', { conversation: group as never, seq: taken });
    await send(kit, kit.owner, open, '全体合同培训');
    await caughtUp(kit);
  });
  afterAll(() => kit.stop());

  const find = async (seat: Seat, input: Input<'search.records'>): Promise<RecordHit[]> => {
    const items: RecordHit[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: RecordHit[]; next?: string | undefined } = await kit.call(seat, 'search.records', {
        ...input,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      items.push(...page.items);
      cursor = page.next;
    } while (cursor);
    return items;
  };
  const texts = (hits: RecordHit[]) => hits.map((hit) => hit.snippet.text);

  it('SE9 everything, newest first, without a word; recalled ones tell only that they were', async () => {
    const all = await find(lin, {});
    expect(all.map((hit) => hit.kinds)).toEqual([
      ['message'],
      ['recalled'],
      ['message', 'edited'],
      ['form'],
      ['message'],
      ['message'],
    ]);
    expect(texts(all)[1]).toBe('');
    expect(all[3]?.form).toMatchObject({ template: callTemplate, title: '与华信电话', late: true });
    expect(JSON.stringify(all)).not.toContain('秘密');
    expect(await find(lin, { text: '秘密' })).toEqual([]);
    expect(texts(await find(stranger, {}))).toEqual(['全体合同培训']);
  });

  it('SE9 narrows by kind, template, person, department, place and time, in any combination', async () => {
    const found = async (input: Input<'search.records'>) => (await find(lin, input)).map((hit) => hit.seq);
    expect(await found({ kind: 'form' })).toEqual([3]);
    expect(await found({ template: callTemplate as never })).toEqual([3]);
    expect(await found({ kind: 'recalled' })).toEqual([4]);
    expect(await found({ kind: 'edited' })).toEqual([1]);
    expect(await found({ kind: 'file' })).toEqual([]);
    expect(texts(await find(lin, { kind: 'message', text: '合同' }))).toHaveLength(3);
    expect(await found({ person: lin.user as never, conversation: group as never })).toEqual([3, 2]);
    expect(await found({ department: sales as never })).toHaveLength(3);
    expect(await found({ department: field as never, text: '合同', conversation: group as never })).toEqual([3, 2]);
    expect(await found({ from: Date.now() + day })).toEqual([]);
    expect(await found({ until: Date.now() - day })).toEqual([]);
    expect(await found({ text: '-合同', conversation: other as never })).toEqual([1]);
    await expect(kit.call(stranger, 'search.records', { conversation: group as never })).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
  });

  it('SE9 the best has most of what is looked for, titles count', async () => {
    const best = await find(lin, { text: '合同', order: 'best' });
    expect(best[0]?.snippet.text).toContain('合同合同');
    expect((await find(lin, { text: '华信', order: 'best' }))[0]?.seq).toBe(3);
    // What was found in a form, and not in its title, is shown.
    expect((await find(lin, { text: '谈合同价格' }))[0]?.snippet.text).toContain('谈合同价格');
  });

  it('SE9 facets count the same records, and only these', async () => {
    const facets = await kit.call(lin, 'search.facets', { text: '合同', timeZone: 'Asia/Shanghai' });
    expect(facets).toMatchObject({ counted: 4, more: false, templates: [{ template: callTemplate, count: 1 }] });
    expect(Object.fromEntries(facets.kinds.map(({ kind, count }) => [kind, count]))).toEqual({ message: 3, form: 1 });
    expect(facets.conversations.map((c) => [c.conversation.name, c.count])).toEqual([
      ['客户小组', 3],
      ['公告', 1],
    ]);
    expect(facets.people.find((p) => p.person === lin.user)?.count).toBe(2);
    expect(facets.departments).toContainEqual({ department: field, count: 2 });
    expect(facets.days.reduce((sum, one) => sum + one.count, 0)).toBe(4);
    expect(await kit.call(stranger, 'search.facets', {})).toMatchObject({ counted: 1, departments: expect.any(Array) });
    const guest = await kit.person('访客', 'guest');
    expect(await kit.call(guest, 'search.facets', {})).toMatchObject({ counted: 0, departments: [] });
    await expect(kit.call(guest, 'search.facets', { department: sales as never })).rejects.toMatchObject({
      problem: { code: 'forbidden' },
    });
  });

  it('SE9 counting ends at a thousand and says that there are more', async () => {
    const many = (await kit.call(kit.owner, 'conversations.create', { name: 'many' })).id;
    await seedMessages(
      kit,
      many,
      kit.owner.user,
      Array.from({ length: 1_100 }, (_, i) => `批量 ${i}`),
    );
    await caughtUp(kit);
    expect(await kit.call(kit.owner, 'search.facets', { text: '批量' })).toMatchObject({ counted: 1_000, more: true });
  });
});
