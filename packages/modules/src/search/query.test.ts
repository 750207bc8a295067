import { describe, expect, it } from 'vitest';
import { daysOf, intersect, startOfDay } from './days.ts';
import { planText } from './plan.ts';
import { parseQuery, queryLimits, type SearchQuery } from './query.ts';
import { describeQueryProblem } from './query-problem.ts';

const today = '2026-11-21';
const parse = (text: string): SearchQuery => {
  const parsed = parseQuery(text, { today });
  if (!parsed.ok) throw new Error(parsed.problem.code);
  return parsed.query;
};
const problem = (text: string) => {
  const parsed = parseQuery(text, { today });
  return parsed.ok ? undefined : parsed.problem;
};
const finds = (text: string, query: string): boolean => planText(parse(query)).recheck(text);

describe('queries', () => {
  it('SE4 reads words, phrases, exclusions and filters', () => {
    const id = '0190c5e0-0000-7000-8000-00000000000A';
    const query = parse(
      `合同 "付款 方式" -草稿 from:@张三 -from:${id} in:#市场部 has:file -has:图片 after:2026-01 before:2026-03-15 from:me`,
    );
    expect(query.terms.map((t) => [t.text, t.openEnd, t.excluded])).toEqual([
      ['合同', true, false],
      ['付款 方式', false, false],
      ['草稿', true, true],
    ]);
    expect(query.from).toEqual([
      { by: 'name', name: '张三', excluded: false },
      { by: 'id', id: id.toLowerCase(), excluded: true },
      { by: 'me', excluded: false },
    ]);
    expect(query.in).toEqual([{ by: 'name', name: '市场部', excluded: false }]);
    expect(query.has).toEqual([
      { kind: 'file', excluded: false },
      { kind: 'image', excluded: true },
    ]);
    expect(query.days).toEqual({ first: '2026-02-01', until: '2026-03-15' });
  });

  it('SE4 reads Chinese operators, punctuation and quoted names', () => {
    const query = parse('来自：“Zhang San” 日期：昨天 “季度 总结” 包含:链接');
    expect(query.from).toEqual([{ by: 'name', name: 'Zhang San', excluded: false }]);
    expect(query.days).toEqual({ first: '2026-11-20', until: '2026-11-21' });
    expect(query.terms).toMatchObject([{ text: '季度 总结', openEnd: false }]);
    expect(query.has).toEqual([{ kind: 'link', excluded: false }]);
  });

  it('SE4 takes addresses and times for words, and an open quotation mark for a phrase being typed', () => {
    expect(parse('https://a.example/x 12:30').terms.map((t) => t.text)).toEqual(['https://a.example/x', '12:30']);
    expect(parse('"hello wor').terms).toMatchObject([{ text: 'hello wor', openEnd: true }]);
    expect(parse('well-known - x').terms.map((t) => t.text)).toEqual(['well-known', '-', 'x']);
  });

  it('SE4 names the operator at fault', () => {
    expect(problem('from:')).toEqual({ code: 'missing-value', operator: 'from', at: 0 });
    expect(problem('x in:# y')).toMatchObject({ code: 'missing-value', operator: 'in', at: 2 });
    expect(problem('before:soon')).toMatchObject({ code: 'not-a-date', operator: 'before', value: 'soon' });
    expect(problem('on:2026-02-30')).toMatchObject({ code: 'not-a-date', operator: 'on' });
    expect(problem('-on:2026-02-03')).toMatchObject({ code: 'not-excludable', operator: 'on' });
    expect(problem('has:voice')).toMatchObject({
      code: 'unknown-kind',
      operator: 'has',
      value: 'voice',
      allowed: ['file', 'image', 'link'],
    });
    expect(problem('after:2026-05 before:2026-05')).toEqual({ code: 'no-such-days' });
    for (const text of ['', '  ', '-secret', '🎉 ～', '-from:me']) expect(problem(text)).toEqual({ code: 'nothing-to-search' });
    expect(problem('has:constructor')).toMatchObject({ code: 'unknown-kind' });
    expect(parse('constructor:x toString:y').terms).toHaveLength(2);
    expect(problem('x'.repeat(queryLimits.characters + 1))).toMatchObject({ code: 'query-too-long' });
    expect(problem('a '.repeat(queryLimits.terms + 1))).toMatchObject({ code: 'too-many-terms' });
    const fault = problem('before:soon');
    expect(fault && describeQueryProblem(fault, 'en')).toContain('before:soon');
    expect(fault && describeQueryProblem(fault, 'zh-CN')).toContain('before:soon');
  });

  it('SE3 matches words at their start, phrases as whole words, anything inside Chinese', () => {
    expect(finds('The quarterly report', 'repo')).toBe(true);
    expect(finds('The quarterly report', 'port')).toBe(false);
    expect(finds('The quarterly report', '"quarterly repo"')).toBe(false);
    expect(finds('The quarterly report', '"quarterly repo')).toBe(true);
    expect(finds('I use C++ and Java', 'c++')).toBe(true);
    expect(finds('I use JavaScript', '"java"')).toBe(false);
    expect(finds('h264 codec', '264')).toBe(true);
    expect(finds('今年的市場營銷計劃書', '营销计划')).toBe(true);
    expect(finds('先市场后营销，再计划', '营销计划')).toBe(false);
    expect(finds('先市场后营销，再计划', '营销 计划')).toBe(true);
    expect(finds('合同草稿', '合同 -草稿')).toBe(false);
    expect(finds('QQ营销', 'qq营')).toBe(true);
    expect(finds('mail to Bob@Example.com now', 'bob@example.com')).toBe(true);
  });

  it('SE3 lets the index exclude only where one token decides', () => {
    expect(planText(parse('合同 -草稿')).tsquery).toBe("'合同' & !'草稿'");
    expect(planText(parse('合同 -草稿箱')).tsquery).toBe("'合同'");
    expect(planText(parse('合同 -draft -"draft" -c++')).tsquery).toBe("'合同' & !'draft':* & !'draft'");
    expect(planText(parse('from:me -草稿')).tsquery).toBeUndefined();
    expect(planText(parse('from:me 🎉')).recheck('好 🎉')).toBe(true);
    expect(planText(parse('from:me 🎉')).recheck('好')).toBe(false);
  });
});

describe('days', () => {
  it('SE4 reads days, months, years and names', () => {
    expect(daysOf('2026/2/3', today)).toEqual({ first: '2026-02-03', until: '2026-02-04' });
    expect(daysOf('2026年12月', today)).toEqual({ first: '2026-12-01', until: '2027-01-01' });
    expect(daysOf('2024', today)).toEqual({ first: '2024-01-01', until: '2025-01-01' });
    expect(daysOf('今天', today)).toEqual({ first: '2026-11-21', until: '2026-11-22' });
    for (const bad of ['2026-13', '2025-02-29', '0', '1-2-3', '2026-1/2', 'constructor'])
      expect(daysOf(bad, today)).toBeUndefined();
    expect(intersect({ first: '2026-01-01' }, { until: '2026-01-01' })).toBeUndefined();
  });

  it('SE4 begins a day where its time zone does, daylight saving included', () => {
    expect(new Date(startOfDay('2026-11-21', 'Asia/Shanghai')).toISOString()).toBe('2026-11-20T16:00:00.000Z');
    expect(new Date(startOfDay('2026-03-29', 'Europe/Berlin')).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(new Date(startOfDay('2026-03-30', 'Europe/Berlin')).toISOString()).toBe('2026-03-29T22:00:00.000Z');
    // Midnight does not exist on this day in Beirut (01:00 follows 23:59:59).
    expect(new Date(startOfDay('2026-03-29', 'Asia/Beirut')).toISOString()).toBe('2026-03-28T22:00:00.000Z');
    expect(new Date(startOfDay('2026-07-01', 'America/New_York')).toISOString()).toBe('2026-07-01T04:00:00.000Z');
  });
});
