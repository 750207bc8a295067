import { type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp, findAll, placesOf, send } from './search.test-kit.ts';

describe('search in a house', () => {
  let kit: TestHouse;
  beforeAll(async () => {
    kit = await testHouse();
  });
  afterAll(() => kit.stop());

  const group = (name: string, members: string[] = [], visibility: 'private' | 'open' = 'private') =>
    kit.call(kit.owner, 'conversations.create', { name, members: members as never, visibility });

  it('SE3 finds what was said, newest first, with what was looked for marked', async () => {
    const { id } = await group('发布');
    await send(kit, kit.owner, id, '今天的**发布**会推迟到周五');
    await send(kit, kit.owner, id, 'The release is on Friday');
    await send(kit, kit.owner, id, '發布會改在三樓');
    await caughtUp(kit);
    const hits = await findAll(kit, kit.owner, '发布会');
    expect(placesOf(hits)).toEqual([`${id}/3`, `${id}/1`]);
    expect(hits[1]).toMatchObject({ conversation: { id, name: '发布', kind: 'group', member: true }, sender: kit.owner.user });
    const { text, ranges } = hits[1]!.snippet;
    expect(ranges.map(([from, to]) => text.slice(from, to))).toEqual(['发布会']);
    expect(placesOf(await findAll(kit, kit.owner, 'elease fri'))).toEqual([]);
    expect(placesOf(await findAll(kit, kit.owner, 'rele fri'))).toEqual([`${id}/2`]);
    expect(placesOf(await findAll(kit, kit.owner, 'release fri'))).toEqual([`${id}/2`]);
    expect(placesOf(await findAll(kit, kit.owner, '发布会 -周五'))).toEqual([`${id}/3`]);
  });

  it('follows edits and recalls; what was recalled is never found', async () => {
    const { id } = await group('改动');
    const first = await send(kit, kit.owner, id, '会议室在蓝鲸厅');
    const second = await send(kit, kit.owner, id, '钥匙在海豚厅');
    await caughtUp(kit);
    await kit.call(kit.owner, 'conversations.editMessage', { conversation: id, seq: first, text: '会议室在白鹭厅' });
    await kit.call(kit.owner, 'conversations.recallMessage', { conversation: id, seq: second });
    // Even before the index has followed.
    expect(await findAll(kit, kit.owner, '海豚厅')).toEqual([]);
    expect(await findAll(kit, kit.owner, '蓝鲸厅')).toEqual([]);
    await caughtUp(kit);
    expect(await findAll(kit, kit.owner, '海豚厅')).toEqual([]);
    expect(await findAll(kit, kit.owner, '蓝鲸厅')).toEqual([]);
    expect(await findAll(kit, kit.owner, '白鹭厅')).toMatchObject([{ seq: first, edited: true }]);
    // Of the recalled one the index keeps that it is there, and no word.
    const rows = await kit.house.platform.db.rows(
      `select seq, array(select left(unnest, 1) from unnest(tsvector_to_array(tokens)) where unnest !~ '^[#@+]') as words
       from search_message where conversation_id = $1 and seq = $2`,
      [id, second],
    );
    expect(rows).toEqual([{ seq: second, words: [] }]);
  });

  it('SE4 narrows by sender, place, day and kind', async () => {
    const chen = await kit.person('陈思远');
    const { id } = await group('市场部周会', [chen.user]);
    const other = await group('杂谈', [chen.user]);
    await send(kit, kit.owner, id, '预算表见 https://example.com/budget');
    await send(kit, chen, id, '预算已经批了');
    await send(kit, chen, other.id, '预算是什么');
    const direct = await kit.call(kit.owner, 'conversations.openDirect', { users: [chen.user as never] });
    await send(kit, chen, direct.id, '预算的事私下说');
    const topic = await kit.call(kit.owner, 'conversations.startTopic', { conversation: id, seq: 2 });
    await send(kit, kit.owner, topic.id, '预算的细节放这里');
    await caughtUp(kit);
    const found = async (text: string) => placesOf(await findAll(kit, kit.owner, text)).sort();
    expect(await found('预算 from:陈思远')).toEqual([`${id}/2`, `${other.id}/1`, `${direct.id}/1`].sort());
    expect(await found('预算 from:csy')).toHaveLength(3);
    expect(await found('预算 from:me')).toEqual([`${id}/1`, `${topic.id}/1`].sort());
    expect(await found('预算 -from:me')).toHaveLength(3);
    expect(await found('预算 in:市场部')).toEqual([`${id}/1`, `${id}/2`, `${topic.id}/1`].sort());
    expect(await found('预算 in:scbzh')).toHaveLength(3);
    expect(await found('预算 -in:市场部周会 -in:杂谈')).toEqual([`${direct.id}/1`]);
    expect(await found('预算 in:陈思远')).toEqual([`${direct.id}/1`]);
    expect(await found('预算 has:link')).toEqual([`${id}/1`]);
    expect(await found('预算 -has:link')).toHaveLength(4);
    expect(await found('预算 on:today')).toHaveLength(5);
    expect(await found('预算 before:today')).toEqual([]);
    expect(await found('from:nobody-of-this-name')).toEqual([]);
    expect(await found('预算 in:没有这个群')).toEqual([]);
    const here = await findAll(kit, kit.owner, '预算', { conversation: id });
    expect(placesOf(here).sort()).toEqual([`${id}/1`, `${id}/2`, `${topic.id}/1`].sort());
    expect(here.find((hit) => hit.conversation.id === topic.id)?.conversation.parent).toMatchObject({
      id,
      seq: 2,
      name: '市场部周会',
    });
  });

  it('SE4 names what is wrong with a query in the caller’s language', async () => {
    const zh = kit.call(kit.owner, 'search.messages', { text: '预算 before:soon' });
    await expect(zh).rejects.toMatchObject({
      problem: { code: 'invalid-input', params: { field: 'text', reason: expect.stringContaining('日期请写成') } },
    });
    const anna = await kit.person('Anna');
    await expect(kit.call(anna, 'search.messages', { text: 'from:' })).rejects.toMatchObject({
      problem: { params: { field: 'text', reason: expect.stringContaining('needs a value') } },
    });
    await expect(
      kit.call(anna, 'search.messages', { text: 'x', conversation: crypto.randomUUID() as never }),
    ).rejects.toMatchObject({ problem: { code: 'not-found' } });
    await expect(kit.call(anna, 'search.messages', { text: 'x', cursor: 'zzz' })).rejects.toMatchObject({
      problem: { code: 'invalid-input' },
    });
  });

  it('finds who is mentioned by name, also after a change of name', async () => {
    const person = await kit.person('欧阳若兰');
    const { id } = await group('点名', [person.user]);
    const seq = await send(kit, kit.owner, id, `请<@${person.user}>看一下`);
    await caughtUp(kit);
    expect(placesOf(await findAll(kit, kit.owner, '请@欧阳若兰看'))).toEqual([`${id}/${seq}`]);
    await kit.call(kit.owner, 'people.changeUser', { user: person.user as never, name: '欧阳清风' });
    await caughtUp(kit);
    expect(placesOf(await findAll(kit, kit.owner, '欧阳清风'))).toEqual([`${id}/${seq}`]);
    expect(await findAll(kit, kit.owner, '欧阳若兰')).toEqual([]);
  });

  it('the quick switcher finds people, conversations and messages at once', async () => {
    const person = await kit.person('诸葛明');
    const { id } = await group('诸葛连弩研制', [person.user]);
    await send(kit, kit.owner, id, '诸葛先生到了');
    await caughtUp(kit);
    const found = await kit.call(kit.owner, 'search.everything', { text: '诸葛' });
    expect(found.people.map((p) => p.name)).toEqual(['诸葛明']);
    expect(found.conversations).toMatchObject([{ conversation: { id, name: '诸葛连弩研制' }, memberCount: 2 }]);
    expect(found.messages).toMatchObject([{ seq: 1 }]);
    expect(found.moreMessages).toBe(false);
    const byPinyin = await kit.call(kit.owner, 'search.everything', { text: 'zgln' });
    expect(byPinyin.conversations).toMatchObject([{ conversation: { id } }]);
    const unfinished = await kit.call(kit.owner, 'search.everything', { text: 'from:' });
    expect(unfinished.messages).toEqual([]);
  });

  it('goes through pages without a gap or a repeat', async () => {
    const { id } = await group('翻页');
    for (let i = 0; i < 25; i++) await send(kit, kit.owner, id, `第${i}次检查翻页功能`);
    await caughtUp(kit);
    const hits = await findAll(kit, kit.owner, '检查翻页', { limit: 4 });
    expect(hits.map((hit) => hit.seq)).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
    const page = await kit.call(kit.owner, 'search.messages', { text: '检查翻页', limit: 25 });
    expect(page.items).toHaveLength(25);
    expect(page.next).toBeUndefined();
  });
});
