import { TemplateDefinition } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { definitionFrom, emptyField, emptySketch, respoken, sketchOf } from './sketch.ts';

const both = (en: string, zh: string) => ({ 'x-label': { en, zh } });
const definition = TemplateDefinition.parse({
  names: { en: 'Visit', zh: '拜访' },
  channel: 'phone',
  insists: ['goal'],
  schema: {
    type: 'object',
    properties: {
      zone: { type: 'string', ...both('Zone', '区域'), maxLength: 50 },
      kind: {
        type: 'string',
        ...both('Kind', '类型'),
        enum: ['first', 'again'],
        'x-choices': { first: { en: 'first', zh: '首次' }, again: { en: 'again', zh: '再次' } },
      },
      rows: {
        type: 'array',
        ...both('Rows', '明细'),
        items: { type: 'object', properties: { what: { type: 'string', ...both('What', '事项') } }, required: ['what'] },
      },
    },
    required: ['kind'],
  },
});

describe('drawing up a template', () => {
  it('what is opened and not changed says the same, tables and both languages too', () => {
    for (const language of ['en', 'zh-CN'] as const)
      expect(definitionFrom(sketchOf(definition, language), language)).toEqual(definition);
  });

  it('a choice that stays keeps its value and its other language; a new one gets a value of its own', () => {
    const sketch = sketchOf(definition, 'zh-CN');
    const fields = sketch.fields.map((field) => (field.name === 'kind' ? { ...field, choices: '再次\n\n 投诉 ' } : field));
    const changed = definitionFrom({ ...sketch, fields }, 'zh-CN');
    expect(changed?.schema.properties.kind).toMatchObject({
      enum: ['again', 'c1'],
      'x-choices': { again: { en: 'again', zh: '再次' }, c1: { zh: '投诉' } },
    });
  });

  it('a field of another kind keeps its name; nothing without a name or a choice passes', () => {
    const sketch = sketchOf(definition, 'en');
    const [zone, ...rest] = sketch.fields;
    const day = definitionFrom({ ...sketch, fields: [{ ...zone!, kind: 'day' }, ...rest] }, 'en');
    expect(day?.schema.properties.zone).toEqual({ type: 'string', ...both('Zone', '区域'), format: 'date' });
    const nameless = emptyField(sketch.fields);
    expect(definitionFrom({ ...sketch, fields: [...sketch.fields, nameless] }, 'en')).toBeUndefined();
    const named = { ...nameless, labels: respoken({}, 'en', 'Mood'), kind: 'someOf' as const };
    expect(definitionFrom({ ...sketch, fields: [named] }, 'en')).toBeUndefined();
    expect(definitionFrom({ ...sketch, fields: [{ ...named, choices: 'good' }] }, 'en')).toBeDefined();
    expect(definitionFrom(emptySketch(), 'en')).toBeUndefined();
  });
});
