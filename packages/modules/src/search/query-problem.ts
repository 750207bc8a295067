import type { Language } from '@rapport/contract';

/** The filters of a query, as written in English; Chinese names are read too. */
export type Operator = 'from' | 'in' | 'before' | 'after' | 'on' | 'has' | 'channel' | 'contact' | 'case';

export type QueryProblem =
  | { code: 'query-too-long'; limit: number }
  | { code: 'too-many-terms'; limit: number }
  | { code: 'nothing-to-search' }
  | { code: 'missing-value'; operator: Operator; at: number }
  | { code: 'not-a-date'; operator: Operator; value: string; at: number }
  | { code: 'not-a-number'; operator: Operator; value: string; at: number }
  | { code: 'not-excludable'; operator: Operator; at: number }
  | { code: 'unknown-kind'; operator: Operator; value: string; at: number; allowed: readonly string[] }
  | { code: 'no-such-days' };

const en = (p: QueryProblem): string => {
  switch (p.code) {
    case 'query-too-long':
      return `The search may have at most ${p.limit} characters.`;
    case 'too-many-terms':
      return `The search may have at most ${p.limit} words and filters.`;
    case 'nothing-to-search':
      return 'There is nothing to look for: give a word, or a filter such as from:name.';
    case 'missing-value':
      return `“${p.operator}:” needs a value right after the colon.`;
    case 'not-a-date':
      return `“${p.operator}:${p.value}”: write a day as 2026-03-31, a month as 2026-03, or today, yesterday.`;
    case 'not-a-number':
      return `“${p.operator}:${p.value}”: write the number of the case, as ${p.operator}:12.`;
    case 'not-excludable':
      return `“-${p.operator}:” does not exist; only from:, in:, has:, channel: and contact: can be excluded.`;
    case 'unknown-kind':
      return `“${p.operator}:${p.value}”: use one of ${p.allowed.join(', ')}.`;
    case 'no-such-days':
      return 'No day lies within these dates: check before:, after: and on:.';
  }
};

const zh = (p: QueryProblem): string => {
  switch (p.code) {
    case 'query-too-long':
      return `搜索内容最多${p.limit}个字符。`;
    case 'too-many-terms':
      return `搜索最多包含${p.limit}个词和条件。`;
    case 'nothing-to-search':
      return '没有可搜索的内容：请输入词语，或“from:姓名”之类的条件。';
    case 'missing-value':
      return `“${p.operator}:”的冒号后面要紧接内容。`;
    case 'not-a-date':
      return `“${p.operator}:${p.value}”：日期请写成2026-03-31或2026-03，也可以写“今天”“昨天”。`;
    case 'not-a-number':
      return `“${p.operator}:${p.value}”：请写工单编号，例如${p.operator}:12。`;
    case 'not-excludable':
      return `没有“-${p.operator}:”；只有from:、in:、has:、channel:、contact:可以排除。`;
    case 'unknown-kind':
      return `“${p.operator}:${p.value}”：可用的有${p.allowed.join('、')}。`;
    case 'no-such-days':
      return '这些日期条件之间没有任何一天：请检查“before:”“after:”和“on:”。';
  }
};

/** The sentence a person reads; it names the operator at fault. */
export const describeQueryProblem = (problem: QueryProblem, language: Language): string =>
  language === 'zh-CN' ? zh(problem) : en(problem);
