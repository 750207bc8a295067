import { expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from './contract.ts';
import { problemOf } from './errors.ts';
import { fieldInChinese, namedFields } from './field-words.ts';

/** Names of all that calls take. */
function taken(): Set<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'properties') for (const name of Object.keys(inner as object)) names.add(name);
      walk(inner);
    }
  };
  for (const { input } of Object.values(contract)) walk(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }));
  return names;
}

it('a field has a Chinese name only where a call takes it', () => {
  const known = taken();
  expect(namedFields.filter((name) => !known.has(name))).toEqual([]);
});

it('places are said field by field; what only programs send keeps its own name', () => {
  expect(fieldInChinese('email')).toBe('邮箱');
  expect(fieldInChinese('handles/0/value')).toBe('联系方式第1项·内容');
  expect(fieldInChinese('draft/text')).toBe('文字');
  expect(fieldInChinese('draft/form/goal')).toBe('表单·目的');
  expect(fieldInChinese('data/2/value')).toBe('第3项·内容');
  expect(fieldInChinese('clientIds/0')).toBe('clientIds/0');
  expect(fieldInChinese('constructor')).toBe('constructor');
  expect(problemOf('invalid-input', { field: 'sendAt', reason: '须为将来的时间' }, 'zh-CN')).toMatchObject({
    detail: '发送时间填写有误：须为将来的时间。',
    params: { field: 'sendAt' },
  });
  expect(problemOf('invalid-input', { field: 'sendAt', reason: 'must lie ahead' }, 'en').detail).toBe(
    'Field sendAt is not valid: must lie ahead.',
  );
});
