import { describe, expect, it } from 'vitest';
import { matchName, nameKeys } from './pinyin.ts';

const match = (name: string, typed: string): number => matchName(nameKeys(name), typed);

describe('names', () => {
  it('SE6 gives full pinyin, initials and heading, surnames read as surnames', () => {
    expect(nameKeys('张三')).toMatchObject({ full: 'zhangsan', initials: 'zs', heading: 'Z' });
    expect(nameKeys('單雄信')).toMatchObject({ full: 'shanxiongxin', initials: 'sxx', heading: 'S' });
    expect(nameKeys('曾国藩').full).toBe('zengguofan');
    expect(nameKeys('尉迟恭').full).toBe('yuchigong');
    expect(nameKeys('吕布').full).toBe('lvbu');
    expect(nameKeys('Tom Smith')).toMatchObject({ initials: 'ts', heading: 'T' });
    expect(nameKeys('Иван').heading).toBe('#');
    expect(nameKeys('🎉')).toMatchObject({ heading: '#', sortKey: '~🎉' });
    expect(nameKeys('').sortKey).toBe('~');
  });

  it('SE6 finds a person by what people type', () => {
    for (const typed of [
      '张',
      '張三',
      'zhang',
      'zhangs',
      'zs',
      'zsan',
      'zhs',
      'ZhangSan',
      'zhang san',
      "zhang's",
      '张s',
      '张san',
    ]) {
      expect(match('张三', typed), typed).toBeGreaterThanOrEqual(3);
    }
    expect(match('张三', 'zhangsan')).toBe(4);
    expect(match('张三', 'san')).toBe(2);
    expect(match('张三', '三')).toBe(2);
    for (const typed of ['zx', 'sanz', 'zhangsi', 'a', '', ' ', '李']) expect(match('张三', typed), typed).toBe(0);
  });

  it('SE6 finds polyphonic surnames by either reading', () => {
    for (const [name, ...readings] of [
      ['单雄信', 'shan', 'dan'],
      ['曾国藩', 'zeng', 'ceng'],
      ['解缙', 'xie', 'jie'],
      ['仇英', 'qiu', 'chou'],
      ['查良镛', 'zha', 'cha'],
      ['尉迟恭', 'yuchi', 'weichi'],
      ['吕布', 'lv', 'lu', 'lyu', 'lb'],
      ['欧阳娜娜', 'ouyang', 'oynn', 'ouynn', 'ouyangnana'],
    ] as [string, ...string[]][]) {
      for (const typed of readings) expect(match(name, typed), `${name} ${typed}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('SE6 finds Latin and mixed names', () => {
    expect(match('José Müller', 'jose')).toBe(3);
    expect(match('José Müller', 'mull')).toBe(2);
    expect(match('José Müller', 'jm')).toBe(3);
    expect(match('Tom 张三', 'tomzs')).toBe(3);
    expect(match('张三(研发部)', 'yfb')).toBe(2);
    expect(match('McDonald', 'donald')).toBe(1);
  });

  it('SE6 sorts as a Chinese directory does', () => {
    const names = ['张三', '章三', '张一', '李四', 'Alice', '阿东', '吕布', '陆逊', '123', '单雄信', '李安', '连战', 'Иван'];
    const keyed = names.map((name) => ({ name, key: nameKeys(name).sortKey }));
    const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
    const sorted = keyed.sort((a, b) => bytes(a.key, b.key)).map((k) => k.name);
    expect(sorted).toEqual([
      '阿东',
      'Alice',
      '李安',
      '李四',
      '连战',
      '陆逊',
      '吕布',
      '单雄信',
      '张三',
      '张一',
      '章三',
      '123',
      'Иван',
    ]);
  });

  it('SE6 is quick, even for names made to be slow', () => {
    const keys = nameKeys('娜那哪'.repeat(33));
    const start = performance.now();
    for (let i = 0; i < 100; i++) matchName(keys, `${'n'.repeat(60)}x`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
