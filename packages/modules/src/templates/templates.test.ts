import { type Seat, type TestHouse, testHouse } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtIns } from './built-in/built-in.ts';
import { keptTemplate } from './look-up.ts';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

const definition = (zh: string) => ({
  names: { zh },
  insists: [],
  purpose: '',
  schema: {
    type: 'object' as const,
    properties: {
      zeta: { type: 'string' as const, 'x-label': { zh: '丁' } },
      b: { type: 'string' as const, 'x-label': { zh: '乙' } },
    },
    required: [],
    additionalProperties: false as const,
  },
});

describe('templates', () => {
  it('those that come with Rapport stand first, with all they ask', async () => {
    const { templates } = await kit.call(lin, 'templates.list', {});
    expect(templates.slice(0, builtIns.length).map((t) => t.names.zh)).toEqual([
      '会议记录',
      '电话记录',
      '客户拜访记录',
      '投诉记录',
      '谈判记录',
      '工作汇报',
      '师生谈话记录',
      '家长会谈与家访记录',
      '诊疗咨询记录',
      '法律咨询记录',
    ]);
    const visit = await kit.call(lin, 'templates.get', { template: builtIns[2]!.id });
    expect(visit.definition.schema.required).toEqual(['customer', 'contact']);
  });

  it('versions are kept in memory, each the same object each time; the newest is always the newest', async () => {
    const made = await kit.call(kit.owner, 'templates.create', { definition: definition('巡检表') });
    const read = (version?: number) => keptTemplate(kit.house.platform, made.id, version);
    const [first, again] = await Promise.all([read(), read()]);
    expect(again.definition).toBe(first.definition);
    await kit.call(kit.owner, 'templates.change', { template: made.id, after: 1, definition: definition('点检表') });
    expect(await read()).toMatchObject({ version: 2, definition: { names: { zh: '点检表' } } });
    expect((await read(1)).definition).toBe(first.definition);
    await kit.call(kit.owner, 'templates.archive', { template: made.id, archived: true });
    expect(await read()).toMatchObject({ archived: true });
  });

  it('TP2 a change is another version, and the earlier one stays, its fields in their order', async () => {
    const made = await kit.call(kit.owner, 'templates.create', { definition: definition('巡检表') });
    const changed = await kit.call(kit.owner, 'templates.change', {
      template: made.id,
      after: 1,
      definition: definition('巡检表（新）'),
    });
    expect(changed).toMatchObject({ version: 2, names: { zh: '巡检表（新）' } });
    const first = await kit.call(lin, 'templates.get', { template: made.id, version: 1 });
    expect(first.names.zh).toBe('巡检表');
    expect(Object.keys(first.definition.schema.properties)).toEqual(['zeta', 'b']);
    const again = kit.call(kit.owner, 'templates.change', { template: made.id, after: 1, definition: definition('x') });
    await expect(again).rejects.toThrow('conflict');
    await expect(kit.call(lin, 'templates.get', { template: made.id, version: 3 })).rejects.toThrow('not-found');
  });

  it('TP2 one that came with Rapport is not changed, but can be put away and taken out', async () => {
    const { id } = builtIns[8]!;
    const change = kit.call(kit.owner, 'templates.change', { template: id, after: 1, definition: definition('x') });
    await expect(change).rejects.toThrow('conflict');
    const archive = (archived: boolean) => kit.call(kit.owner, 'templates.archive', { template: id, archived });
    const listed = async () => (await kit.call(lin, 'templates.list', {})).templates.some((t) => t.id === id);
    await archive(true);
    expect(await listed()).toBe(false);
    expect((await kit.call(lin, 'templates.get', { template: id })).archived).toBe(true);
    await archive(false);
    await archive(false);
    expect(await listed()).toBe(true);
    const { items } = await kit.call(kit.owner, 'access.auditList', {});
    const acts = items.filter((entry) => entry.subject === id).map((entry) => entry.act);
    expect(acts).toEqual(['template.restored', 'template.archived']);
  });
});
