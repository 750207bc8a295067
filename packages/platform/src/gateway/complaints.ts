import type { z } from 'zod';

/** What is told of a field that is not as it should be. */
type Issue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Record<string, string> = {
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: '是或否',
  array: '列表',
  object: '一组字段',
  record: '一组字段',
  date: '时间',
  null: '空',
};

const formats: Record<string, string> = {
  email: '不是有效的邮箱',
  url: '不是有效的网址',
  uuid: '不是有效的编号',
  guid: '不是有效的编号',
  date: '不是有效的日期',
  time: '不是有效的时间',
  datetime: '不是有效的时间',
  ipv4: '不是有效的IP地址',
  ipv6: '不是有效的IP地址',
};

/** Values that are offered: more are not read. */
const mostOffered = 12;

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>): string {
  if (origin === 'string') return Number(minimum) <= 1 ? '不能为空' : `至少${minimum}个字符`;
  if (origin === 'array' || origin === 'set' || origin === 'map') return `至少${minimum}项`;
  return inclusive ? `不能小于${minimum}` : `须大于${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: Extract<Issue, { code: 'too_big' }>): string {
  if (origin === 'string') return `最多${maximum}个字符`;
  if (origin === 'array' || origin === 'set' || origin === 'map') return `最多${maximum}项`;
  return inclusive ? `不能大于${maximum}` : `须小于${maximum}`;
}

/** The validator's complaint in Chinese, for people: without the words of schemas. */
export function complaintInChinese(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? '必须填写' : `应为${kinds[issue.expected] ?? '其他类型'}`;
    case 'invalid_value':
      return issue.values.length > mostOffered ? '没有这个选项' : `只能是${issue.values.map(String).join('、')}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return formats[issue.format] ?? '格式不正确';
    case 'not_multiple_of':
      return `须为${issue.divisor}的倍数`;
    default:
      return '内容不正确';
  }
}
