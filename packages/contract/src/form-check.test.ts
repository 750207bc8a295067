import { describe, expect, it } from 'vitest';
import { formProblems, formWords, tidyForm } from './form-check.ts';
import { FormSchema, TemplateDefinition } from './form-schema.ts';
import { Form } from './forms.ts';

const label = (zh: string) => ({ 'x-label': { zh } });
const definition = TemplateDefinition.parse({
  names: { zh: '验货单' },
  channel: 'in-person',
  insists: ['goal'],
  schema: {
    type: 'object',
    properties: {
      orderNumber: { type: 'string', ...label('订单号'), maxLength: 20 },
      inspected: { type: 'string', ...label('日期'), format: 'date' },
      grade: { type: 'string', ...label('等级'), enum: ['a', 'b'], 'x-choices': { a: { zh: '甲' }, b: { zh: '乙' } } },
      boxes: { type: 'integer', ...label('箱数'), minimum: 1 },
      faults: {
        type: 'array',
        ...label('缺陷'),
        items: { type: 'object', properties: { what: { type: 'string', ...label('缺陷') } }, required: ['what'] },
      },
    },
    required: ['orderNumber'],
  },
});
const form = (more: object = {}) =>
  Form.parse({
    template: '0190a0a0-0000-7000-8000-000000000001',
    version: 1,
    title: '三号仓验货',
    goal: '出货前检查',
    occurred: { from: 1_790_000_000_000, zone: 'Asia/Shanghai' },
    participants: [{ name: '陈立' }],
    values: { orderNumber: 'A-17' },
    ...more,
  });
const fields = (more: object) => formProblems(definition, tidyForm(definition, form(more)), 'zh-CN').map(({ field }) => field);

describe('TP1 a filled form', () => {
  it('passes, with the channel of its template', () => {
    const whole = form({
      values: { orderNumber: 'A-17', inspected: '2026-02-28', grade: 'b', boxes: 3, faults: [{ what: '划痕' }] },
    });
    expect(formProblems(definition, tidyForm(definition, whole), 'en')).toEqual([]);
    expect(tidyForm(definition, whole).channel).toBe('in-person');
  });

  it('names every field that is wrong, in the reader’s language', () => {
    const wrong = { inspected: '2026-02-30', grade: 'c', boxes: 0.5, faults: [{}], nonsense: 1, orderNumber: 'x'.repeat(21) };
    expect(fields({ values: wrong }).sort()).toEqual(
      [
        'values/boxes',
        'values/faults/0/what',
        'values/grade',
        'values/inspected',
        'values/nonsense',
        'values/orderNumber',
      ].sort(),
    );
    const [problem] = formProblems(definition, form({ goal: undefined }), 'zh-CN');
    expect(problem).toEqual({ field: 'goal', reason: '必须填写' });
  });

  it('takes blanks for nothing: a required one is missing, others are dropped', () => {
    expect(fields({ values: { orderNumber: '  ', inspected: '' }, goal: ' ' })).toEqual(['goal', 'values/orderNumber']);
    expect(tidyForm(definition, form({ values: { orderNumber: 'A', inspected: '', faults: [] } })).values).toEqual({
      orderNumber: 'A',
    });
  });

  it('wants a place or a channel', () => {
    const { channel: _, ...without } = definition;
    expect(formProblems(without, form(), 'en').map(({ field }) => field)).toEqual(['place']);
    expect(formProblems(without, form({ place: '三号仓' }), 'en')).toEqual([]);
  });
});

it.each([
  ['a pattern', { a: { type: 'string', ...label('甲'), pattern: '(a+)+$' } }],
  ['a reference', { a: { $ref: '#/properties/b', ...label('甲') } }],
  ['a field without a label', { a: { type: 'string' } }],
  ['a name of what every object has', { constructor: { type: 'string', ...label('甲') } }],
  ['a name that is no name', { 'a b': { type: 'string', ...label('甲') } }],
  [
    'a table in a table',
    { a: { type: 'array', ...label('甲'), items: { type: 'object', properties: { b: { type: 'array', items: {} } } } } },
  ],
])('TP3 %s is no field', (_what, properties) => {
  expect(FormSchema.safeParse({ type: 'object', properties }).success).toBe(false);
});

it('TP1 one that is longer than anybody reads is none', () => {
  const decisions = (count: number) => Array.from({ length: count }, () => 'x'.repeat(2000));
  expect(() => form({ decisions: decisions(29) })).not.toThrow();
  expect(() => form({ decisions: decisions(30) })).toThrow('60000');
});

it('TP3 what is required must be among the fields', () => {
  expect(FormSchema.safeParse({ type: 'object', properties: {}, required: ['a'] }).success).toBe(false);
});

it('everything somebody wrote is found again, and no names of fields', () => {
  const words = formWords(
    form({
      values: { orderNumber: 'A-17', faults: [{ what: '划痕' }] },
      actions: [{ what: '返工', owner: '李强' }],
      decisions: ['退回'],
    }),
  ).join('|');
  for (const word of ['三号仓验货', '出货前检查', '陈立', 'A-17', '划痕', '返工', '李强', '退回']) expect(words).toContain(word);
  expect(words).not.toContain('orderNumber');
});
