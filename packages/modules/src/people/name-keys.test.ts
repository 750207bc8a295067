import { processorTime } from '@rapport/dev/processor-time';
import { describe, expect, it } from 'vitest';
import { matchable, matchName, nameKeys, typedName } from './name-keys.ts';

const match = (name: string, typed: string) => matchName(matchable(nameKeys(name)), typedName(typed));

describe('names', () => {
  it('PE7 sorts Chinese names by pinyin, surnames as surnames, beside Latin ones; the rest last', () => {
    const names = ['Zoe', '曾国藩', '单雄信', 'Bob', '艾青', '张三', '张飞', '😀', '吕布', 'Ángel', '123'];
    const key = new Map(names.map((name) => [name, nameKeys(name).sortKey]));
    const sorted = [...names].sort((a, b) => (key.get(a)! < key.get(b)! ? -1 : 1));
    expect(sorted.slice(0, 9)).toEqual(['艾青', 'Ángel', 'Bob', '吕布', '单雄信', '曾国藩', '张飞', '张三', 'Zoe']);
    expect(names.map((name) => nameKeys(name).heading)).toEqual(['Z', 'Z', 'S', 'B', 'A', 'Z', 'Z', '#', 'L', 'A', '#']);
  });

  it.each([
    ['张三', '张三', 4],
    ['张三', 'zhangsan', 4],
    ['张三', 'zhang s', 3],
    ['张三', 'zs', 3],
    ['张三', 'zhs', 3],
    ['张三', '张s', 3],
    ['张三', '三', 2],
    ['張曉明', '张晓', 3],
    ['吕布', 'lvbu', 4],
    ['吕布', 'lubu', 3],
    ['单雄信', 'dan', 3],
    ['单雄信', 'shan', 3],
    ['José García', 'jose', 3],
    ['José García', 'garc', 2],
    ['José García', 'jg', 3],
    ['Ann', 'nn', 1],
    ['张三', 'lisi', 0],
    ['张三', '', 0],
    ['😀', 'a', 0],
  ] as const)('PE7 %s is found by %s: %i', (name, typed, points) => {
    expect(match(name, typed)).toBe(points);
  });

  it('PE7 takes any name of the allowed length in a moment', () => {
    for (const name of ['行'.repeat(80), 'zh '.repeat(26), 'ﷺ'.repeat(20), '\u0301'.repeat(80), 'ｶﾞ', 'İ']) {
      const keys = nameKeys(name);
      expect(typeof keys.sortKey).toBe('string');
      const spent = processorTime(() => matchName(matchable(keys), typedName('zhzhzhzhzhzhzhzhzhzhzhzhzhzhzhx')));
      expect(spent).toBeLessThan(200);
    }
  });
});
