import type { Template } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { begin, fillingOf, formFrom, instantFrom, personFor, renewed, wallText } from './filling.ts';
import { newKey } from './keys.ts';

const template = {
  id: '00000000-0000-7000-8000-000000000102',
  version: 1,
  names: { en: 'Phone call' },
  purpose: '',
  builtIn: true,
  archived: false,
  author: null,
  at: 0,
  definition: {
    names: { en: 'Phone call' },
    purpose: '',
    channel: 'phone',
    insists: ['goal'],
    schema: {
      type: 'object',
      properties: { number: { type: 'string', 'x-label': { en: 'Number' } } },
      required: ['number'],
      additionalProperties: false,
    },
  },
} as unknown as Template;
const words = { missing: 'missing', endsBefore: 'ends before' };
const now = Date.UTC(2026, 10, 21, 1, 5);
const empty = () => begin(template, { now, zone: 'Asia/Shanghai', me: personFor('林岚'), title: '通话' });
const whole = () => ({ ...empty(), goal: '确认船期', values: { number: '021-5555' } });
const fields = (filling: ReturnType<typeof empty>) => {
  const made = formFrom(template, filling, 'en', words);
  return 'problems' in made ? made.problems.map(({ field }) => field) : [];
};

describe('filling in', () => {
  it('times stand as a clock of the record’s zone shows them', () => {
    expect(wallText(now, 'Asia/Shanghai')).toBe('2026-11-21T09:05');
    expect(instantFrom('2026-11-21T09:05', 'Asia/Shanghai')).toBe(now);
    expect(instantFrom('', 'Asia/Shanghai')).toBeNaN();
  });

  it('a new one begins now, with oneself and the template’s channel', () => {
    const made = formFrom(template, whole(), 'en', words);
    expect(made).toMatchObject({
      form: { title: '通话', channel: 'phone', occurred: { from: now, zone: 'Asia/Shanghai' }, participants: [{ name: '林岚' }] },
    });
    expect('form' in made && made.form).not.toHaveProperty('place');
  });

  it('everything that is missing is named, of the envelope and of the template', () => {
    expect(fields({ ...empty(), title: ' ', participants: [] }).sort()).toEqual(['participants', 'title']);
    expect(fields(empty()).sort()).toEqual(['goal', 'values/number']);
    expect(fields({ ...whole(), from: '' })).toEqual(['occurred/from']);
    expect(fields({ ...whole(), to: '2026-11-20T09:05' })).toEqual(['occurred/to']);
    expect(fields({ ...whole(), actions: [{ key: 1, what: '', owner: '林岚', due: '' }] })).toEqual(['actions/0/what']);
  });

  it('what was kept of an earlier page has keys of its own and only fields that the template still has', () => {
    const kept = { ...whole(), decisions: [{ key: 1, text: '改期' }], values: { number: '021', gone: 'x', constructor: 'y' } };
    const again = renewed(JSON.parse(JSON.stringify(kept)), template);
    expect(again.values).toEqual({ number: '021' });
    expect(new Set([again.decisions[0]!.key, again.participants[0]!.key, newKey(), 1]).size).toBe(4);
  });

  it('a record that is opened to be put right says the same when nothing was changed', () => {
    const made = formFrom(template, { ...whole(), decisions: [{ key: 9, text: '改期' }], to: '2026-11-21T09:20' }, 'en', words);
    if (!('form' in made)) throw new Error('problems');
    expect(formFrom(template, fillingOf(made.form), 'en', words)).toEqual(made);
  });
});
