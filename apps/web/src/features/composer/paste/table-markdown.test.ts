import { describe, expect, it } from 'vitest';
import { tableMarkdown } from './table-markdown.ts';

describe('a pasted table', () => {
  it('becomes Markdown, figures to the right', () => {
    const rows = [
      ['地区', '数量', '金额'],
      ['华东', '12', '¥3,400.50'],
      ['华南 |\n 西南', '7', '¥980'],
    ];
    expect(tableMarkdown(rows)).toBe(
      ['| 地区 | 数量 | 金额 |', '| --- | ---: | ---: |', '| 华东 | 12 | ¥3,400.50 |', '| 华南 \\| 西南 | 7 | ¥980 |'].join('\n'),
    );
  });
  it('fills short rows and drops empty ones', () => {
    expect(tableMarkdown([['a', 'b'], ['', ''], ['c']])).toBe('| a | b |\n| --- | --- |\n| c |  |');
  });
  it('is left as it is when it is one cell, one row, or a whole sheet', () => {
    expect(tableMarkdown([['a', 'b']])).toBeNull();
    expect(tableMarkdown([['a'], ['b']])).toBeNull();
    expect(tableMarkdown(Array.from({ length: 200 }, () => Array(10).fill('1') as string[]))).toBeNull();
  });
});
