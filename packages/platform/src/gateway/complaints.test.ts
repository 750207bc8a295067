import { expect, test } from 'vitest';
import { z } from 'zod';
import { complaintInChinese } from './complaints.ts';

const shape = z.strictObject({
  name: z.string().min(1).max(5),
  list: z.array(z.string()).min(1).max(2),
  n: z.int().min(2).max(9),
  kind: z.enum(['a', 'b']),
  mail: z.email(),
  either: z.union([z.string(), z.number()]),
});
const good = { name: 'x', list: ['x'], n: 2, kind: 'a', mail: 'a@b.example', either: 1 };
const told = (given: object) =>
  shape.safeParse({ ...good, ...given }, { error: complaintInChinese }).error?.issues.map(({ message }) => message);

test.each([
  [{ name: undefined }, '必须填写'],
  [{ name: 3 }, '应为文字'],
  [{ name: '' }, '不能为空'],
  [{ name: 'xxxxxx' }, '最多5个字符'],
  [{ list: [] }, '至少1项'],
  [{ list: ['x', 'x', 'x'] }, '最多2项'],
  [{ list: 'x' }, '应为列表'],
  [{ n: 1 }, '不能小于2'],
  [{ n: 10 }, '不能大于9'],
  [{ n: 2.5 }, '应为整数'],
  [{ kind: 'c' }, '只能是a、b'],
  [{ mail: 'x' }, '不是有效的邮箱'],
  [{ either: null }, '内容不正确'],
])('%j: %s', (given, said) => {
  expect(told(given)).toEqual([said]);
});
