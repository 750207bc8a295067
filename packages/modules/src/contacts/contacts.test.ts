import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

const make = (name: string, more: object = {}) => kit.call(lin, 'contacts.create', { name, ...more });
const phone = (value: string, more: object = {}) => ({ kind: 'phone' as const, value, ...more });
const email = (value: string, more: object = {}) => ({ kind: 'email' as const, value, ...more });
const get = (contact: string) => kit.call(lin, 'contacts.get', { contact: contact as never });
const found = async (text: string) => (await kit.call(lin, 'contacts.list', { text })).items.map((c) => c.name);
const change = (contact: string, data: object[], more: object = {}) =>
  kit.call(lin, 'contacts.change', { contact: contact as never, data: data as never, ...more });
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string; params?: Record<string, unknown> } }) => [
      problem.code,
      problem.params?.field ?? problem.params?.reason ?? problem.params?.what,
    ],
  );

describe('contacts', () => {
  it('CT1 each datum has its source, its time and who said it; numbers and addresses are stored as they are compared', async () => {
    const made = await make('周建国', {
      handles: [phone('138 0013-8000', { use: 'work' }), email('Zhou@Example.COM'), phone('0049 (30) 1234-567')],
      data: [{ field: 'title', value: ' 采购经理 ' }],
      labels: ['VIP'],
    });
    expect(made.handles.map((h) => [h.kind, h.value, h.use, h.strength, h.source, h.by])).toEqual([
      ['phone', '+8613800138000', 'work', 'claimed', 'person', lin.user],
      ['email', 'zhou@example.com', 'other', 'claimed', 'person', lin.user],
      ['phone', '+49301234567', 'other', 'claimed', 'person', lin.user],
    ]);
    expect(made.data.find((d) => d.field === 'title')).toMatchObject({ value: '采购经理', source: 'person', by: lin.user });
    expect(made.labels).toEqual(['VIP']);
    expect(await get(made.id)).toEqual(made);
  });

  it('CT2 what is said again keeps its time; what is said otherwise stays in the history; null takes it back', async () => {
    const { id, data } = await make('何敏', { data: [{ field: 'title', value: '店长' }] });
    const at = data.find((d) => d.field === 'title')!.at;
    const again = await change(id, [{ field: 'title', value: '店长' }]);
    expect(again.data.find((d) => d.field === 'title')!.at).toBe(at);
    await change(id, [{ field: 'title', value: '区域经理' }]);
    const gone = await change(id, [{ field: 'title', value: null }]);
    expect(gone.data.some((d) => d.field === 'title')).toBe(false);
    const first = await kit.call(lin, 'contacts.history', { contact: id, limit: 2 });
    const rest = await kit.call(lin, 'contacts.history', { contact: id, cursor: first.next! });
    expect([...first.items, ...rest.items].filter((h) => h.about === 'title').map((h) => [h.what, h.value])).toEqual([
      ['forgotten', '区域经理'],
      ['known', '区域经理'],
      ['known', '店长'],
    ]);
  });

  it('CT3 a merge moves nothing: undone, each has what was its own, and what was merged into it before', async () => {
    const a = await make('王芳', { handles: [phone('13900000001')], data: [{ field: 'title', value: '主任' }], labels: ['甲'] });
    const b = await make('王芳芳', {
      handles: [email('fang@example.com')],
      data: [{ field: 'birthday', value: '1990-02-28' }],
      labels: ['乙'],
    });
    const c = await make('小芳', { handles: [phone('13900000003')] });
    await kit.call(lin, 'contacts.merge', { keep: b.id, merge: [c.id] });
    const one = await kit.call(lin, 'contacts.merge', { keep: a.id, merge: [b.id] });
    expect(one).toMatchObject({ id: a.id, name: '王芳', labels: ['乙', '甲'] });
    expect(one.handles.map((h) => h.value).sort()).toEqual(['+8613900000001', '+8613900000003', 'fang@example.com']);
    expect(one.data.find((d) => d.field === 'birthday')!.contact).toBe(b.id);
    expect(one.merged.map((p) => p.id).sort()).toEqual([b.id, c.id].sort());
    expect((await get(c.id)).id).toBe(a.id);
    expect(await found('小芳')).toEqual(['王芳']);
    const apart = await kit.call(lin, 'contacts.unmerge', { contact: b.id });
    expect(apart.handles.map((h) => h.value).sort()).toEqual(['+8613900000003', 'fang@example.com']);
    expect(apart).toMatchObject({ name: '王芳芳', labels: ['乙'] });
    expect(await get(a.id)).toMatchObject({ handles: a.handles, labels: ['甲'], data: a.data, merged: [] });
    expect(await found('小芳')).toEqual(['王芳芳']);
    expect(await refused(kit.call(lin, 'contacts.unmerge', { contact: b.id }))).toEqual(['conflict', 'it is not merged']);
    expect(await refused(kit.call(lin, 'contacts.merge', { keep: b.id, merge: [c.id] }))).toEqual([
      'conflict',
      'it is the same contact',
    ]);
  });

  it('CT3 two taken for one are separated by their handles', async () => {
    const both = await make('赵先生', { handles: [phone('13700000001'), phone('13700000002')] });
    const second = both.handles.find((h) => h.value.endsWith('2'))!;
    const other = await kit.call(lin, 'contacts.separate', { contact: both.id, handles: [second.id], name: '赵太太' });
    expect(other.handles.map((h) => h.value)).toEqual(['+8613700000002']);
    expect((await get(both.id)).handles.map((h) => h.value)).toEqual(['+8613700000001']);
    expect(await found('13700000002')).toEqual(['赵太太']);
  });

  it('CT4 a verified handle belongs to one contact; claims are suggested until they are said to be apart', async () => {
    const a = await make('刘一', { handles: [email('shared@example.com', { strength: 'verified' })] });
    expect(await refused(make('刘二', { handles: [email('Shared@example.com', { strength: 'verified' })] }))).toEqual([
      'already-exists',
      'handle',
    ]);
    const b = await make('刘二', { handles: [email('shared@example.com')] });
    const ask = async () => (await kit.call(lin, 'contacts.suggestions', { contact: a.id })).suggestions;
    expect((await ask()).map((s) => [[s.one.id, s.other.id].sort(), s.because])).toEqual([
      [[a.id, b.id].sort(), [{ kind: 'handle', value: 'shared@example.com' }]],
    ]);
    expect((await kit.call(lin, 'contacts.suggestions', {})).suggestions).toHaveLength(1);
    await kit.call(lin, 'contacts.keepApart', { one: b.id, other: a.id });
    expect(await ask()).toEqual([]);
    await kit.call(lin, 'contacts.keepApart', { one: a.id, other: b.id, apart: false });
    expect(await ask()).toHaveLength(1);
    const claim = b.handles[0]!.id;
    expect(await refused(kit.call(lin, 'contacts.changeHandle', { handle: claim, strength: 'verified' }))).toEqual([
      'already-exists',
      'handle',
    ]);
    await kit.call(lin, 'contacts.removeHandle', { handle: a.handles[0]!.id });
    expect((await kit.call(lin, 'contacts.changeHandle', { handle: claim, strength: 'verified' })).handles[0]!.strength).toBe(
      'verified',
    );
  });

  it('CT4 a number that very many claim speaks for nothing', async () => {
    const switchboard = () => phone('+86 21 6888 0000');
    const first = await make('Desk one', { handles: [switchboard()] });
    await make('Desk two', { handles: [switchboard()] });
    const ask = async (contact?: typeof first.id) =>
      (await kit.call(lin, 'contacts.suggestions', contact ? { contact } : {})).suggestions.filter(({ because }) =>
        because.some(({ value }) => value === first.handles[0]!.value),
      );
    expect([(await ask(first.id)).length, (await ask()).length]).toEqual([1, 1]);
    for (let n = 3; n <= 51; n++) await make(`Desk ${n}`, { handles: [switchboard()] });
    expect([await ask(first.id), await ask()]).toEqual([[], []]);
  });

  it('CT4 of several who verify the same handle at once one is let through, the others are told so', async () => {
    const handles = [email('race@example.com', { strength: 'verified' })];
    const ends = await Promise.all(['甲', '乙', '丙', '丁'].map((name) => refused(make(name, { handles }))));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(ends.filter((end) => end !== 'done')).toEqual(Array(3).fill(['already-exists', 'handle']));
  });

  it('CT5 found by name, pinyin, initials from each word on, and by numbers and addresses as they begin', async () => {
    await make('欧阳静怡', { handles: [phone('+86 150 1111 2222'), email('jing.yi@corp.example')] });
    await make('Anna Müller-Schmidt');
    for (const text of ['欧阳', '静怡', 'ouyang', 'oyjy', 'jy', '1501111', '+86150', '150 1111', 'jing.yi@'])
      expect(await found(text), text).toEqual(['欧阳静怡']);
    for (const text of ['anna', 'muller', 'AMS', 'schmi']) expect(await found(text), text).toEqual(['Anna Müller-Schmidt']);
    expect(await found('ouyangx')).toEqual([]);
  });

  it('firms have people; lists are narrowed by what holds, and paged by name', async () => {
    const firm = await make('海湾航运', { isCompany: true, kind: 'supplier' });
    const type = await kit.call(kit.owner, 'contacts.setType', { names: { zh: '大客户', en: 'Key account' } });
    const people = await Promise.all(
      ['阿一', '阿二', '阿三'].map((name) =>
        make(name, {
          kind: 'supplier',
          data: [
            { field: 'company', value: firm.id },
            { field: 'owner', value: lin.user },
            { field: 'type', value: type.id },
          ],
        }),
      ),
    );
    expect(people[0]).toMatchObject({ company: { id: firm.id, name: '海湾航运' }, owner: lin.user, type: type.id });
    const names = async (asked: object) => (await kit.call(lin, 'contacts.list', asked)).items.map((c) => c.name);
    expect((await names({ company: firm.id })).sort()).toEqual(['阿一', '阿三', '阿二'].sort());
    expect(await names({ kind: 'supplier', isCompany: true })).toEqual(['海湾航运']);
    const first = await kit.call(lin, 'contacts.list', { type: type.id, limit: 2 });
    const second = await kit.call(lin, 'contacts.list', { type: type.id, limit: 2, cursor: first.next! });
    expect([...first.items, ...second.items].map((c) => c.id).sort()).toEqual(people.map((p) => p.id).sort());
    await change(people[0]!.id, [], { archived: true, addLabels: ['旧'] });
    expect(await names({ type: type.id, archived: true })).toEqual(['阿一']);
    expect(await names({ label: '旧', archived: true })).toEqual(['阿一']);
  });

  it('a list says how each was last said to be reached, also by what was merged into them', async () => {
    const one = await make('连三连', {
      handles: [email('three@example.com'), { kind: 'wechat', value: 'openid-3', scope: 'a' }],
    });
    const none = await make('连三无');
    const other = await make('连三另', { handles: [phone('13800138003')] });
    const reach = async () => (await kit.call(lin, 'contacts.list', { text: '连三' })).items.map((c) => [c.id, c.reach]);
    expect(new Map((await reach()) as [string, unknown][])).toEqual(
      new Map<string, unknown>([
        [one.id, { kind: 'email', value: 'three@example.com' }],
        [none.id, undefined],
        [other.id, { kind: 'phone', value: '+8613800138003' }],
      ]),
    );
    await kit.call(lin, 'contacts.merge', { keep: one.id, merge: [other.id] });
    expect(await reach()).toContainEqual([one.id, { kind: 'phone', value: '+8613800138003' }]);
  });

  it('own fields take what their shape says; a refused call changes nothing', async () => {
    await kit.call(kit.owner, 'contacts.setField', {
      key: 'size',
      names: { zh: '规模' },
      shape: 'choice',
      choices: ['大', '小'],
    });
    const { id, data } = await make('陈工');
    const wrong: [object, string][] = [
      [{ field: 'x-size', value: '中' }, 'data/0/value'],
      [{ field: 'x-none', value: '一' }, 'data/0/value'],
      [{ field: 'birthday', value: '1990-02-30' }, 'data/0/value'],
      [{ field: 'website', value: 'javascript:alert(1)' }, 'data/0/value'],
      [{ field: 'name', value: null }, 'data/0/value'],
      [{ field: 'timeZone', value: 'Mars/Base' }, 'data/0/value'],
      [{ field: 'company', value: id }, 'data/0/value'],
      [{ field: 'title', use: 'work', value: '一' }, 'data/0/use'],
    ];
    for (const [datum, field] of wrong)
      expect(await refused(change(id, [datum])), JSON.stringify(datum)).toEqual(['invalid-input', field]);
    expect((await get(id)).data).toEqual(data);
    expect(
      (await change(id, [{ field: 'x-size', value: '大' }])).data.some((d) => d.field === 'x-size' && d.value === '大'),
    ).toBe(true);
    expect(
      await refused(kit.call(kit.owner, 'contacts.setField', { key: 'size', names: { zh: '规模' }, shape: 'text' })),
    ).toEqual(['conflict', 'a field keeps its shape']);
  });

  it('two who merge the same contacts into one another at once end with one of them kept', async () => {
    const [a, b] = [await make('甲方'), await make('乙方')];
    const ends = await Promise.all([
      refused(kit.call(lin, 'contacts.merge', { keep: a.id, merge: [b.id] })),
      refused(kit.call(lin, 'contacts.merge', { keep: b.id, merge: [a.id] })),
    ]);
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    const [one, other] = [await get(a.id), await get(b.id)];
    expect(one.id).toBe(other.id);
    expect(one.merged).toHaveLength(1);
  });

  it('remarks are their author’s to change', async () => {
    const { id } = await make('孙老师');
    const remark = await kit.call(lin, 'contacts.addRemark', { contact: id, text: '喜欢电话联系' });
    expect(await refused(kit.call(kit.owner, 'contacts.changeRemark', { remark: remark.id, text: '改' }))).toEqual([
      'not-found',
      'remark',
    ]);
    await kit.call(lin, 'contacts.changeRemark', { remark: remark.id, text: '喜欢邮件' });
    expect((await kit.call(lin, 'contacts.remarks', { contact: id })).items).toMatchObject([
      { text: '喜欢邮件', author: lin.user },
    ]);
    await kit.call(lin, 'contacts.changeRemark', { remark: remark.id, text: ' ' });
    expect((await kit.call(lin, 'contacts.remarks', { contact: id })).items).toEqual([]);
  });
});
