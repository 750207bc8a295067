import type { Department } from '@rapport/contract';
import { describe, expect, it } from 'vitest';
import { batchesOf, cellsOf, readTable, textOf, withKnown, withSent } from './csv.ts';

const department = (id: string, name: string, parent: string | null = null): [string, Department] => [
  id,
  { id, name, parent, managers: [], position: 0, people: 0 } as unknown as Department,
];
const departments = new Map([
  department('1', '销售部'),
  department('2', '华东', '1'),
  department('3', '研发部'),
  department('4', '华东', '3'),
]);
const rowsOf = (text: string) => {
  const table = readTable(text, departments);
  if (table.wrong !== null) throw new Error(table.wrong);
  return table.rows;
};

describe('a table of people to invite', () => {
  it('is read as spreadsheets write it: quotes, tabs, semicolons, line ends, a mark at the beginning', () => {
    expect(cellsOf('\ufeffemail,name\r\n"a,b@example.org","say ""hi"""\r\n\r\n')).toEqual([
      ['email', 'name'],
      ['a,b@example.org', 'say "hi"'],
    ]);
    expect(cellsOf('邮箱\t部门\na@example.org\t销售部')).toEqual([
      ['邮箱', '部门'],
      ['a@example.org', '销售部'],
    ]);
    expect(cellsOf('email;role\na@example.org;guest')[1]).toEqual(['a@example.org', 'guest']);
  });

  it('is read in the bytes Excel writes on a Chinese Windows', () => {
    // 邮箱 in GBK.
    expect(textOf(new Uint8Array([0xd3, 0xca, 0xcf, 0xe4]).buffer)).toBe('邮箱');
    expect(textOf(new TextEncoder().encode('邮箱').buffer as ArrayBuffer)).toBe('邮箱');
  });

  it('tells of every row what would become of it, and why not', () => {
    const rows = rowsOf(
      [
        '邮箱,角色,部门,语言',
        'a@example.org,,销售部,中文',
        'A@example.org,,,',
        'nobody,,,',
        'b@example.org,老板,,',
        'c@example.org,guest,火星部,',
        'd@example.org,,华东,',
        'e@example.org,访客,销售部 / 华东,en',
        'f@example.org,,,fr',
      ].join('\n'),
    );
    expect(rows.map((row) => row.outcome)).toEqual([
      'ready',
      'twice',
      'email',
      'role',
      'department',
      'ambiguous',
      'ready',
      'language',
    ]);
    expect(rows[6]).toMatchObject({ line: 8, role: 'guest', language: 'en', department: { id: '2' } });
  });

  it('names the rows that would invite to where one may not', () => {
    const table = readTable(
      'email,department\na@example.org,销售部\nb@example.org,研发部\nc@example.org,',
      departments,
      (d) => d === '1',
    );
    expect(table.wrong === null && table.rows.map((row) => row.outcome)).toEqual(['ready', 'place', 'place']);
  });

  it('is refused whole when it names no addresses, is empty, or is too long', () => {
    expect(readTable('name\n张三', departments)).toEqual({ wrong: 'no-email-column' });
    expect(readTable('email', departments)).toEqual({ wrong: 'empty' });
    expect(readTable(`email\n${'a@b.cn\n'.repeat(1001)}`, departments)).toEqual({ wrong: 'too-many' });
  });

  it('is sent in calls of those alike, without who is here', () => {
    const rows = rowsOf(
      `email,role\n${Array.from({ length: 230 }, (_, i) => `p${i}@example.org`).join('\n')}\ng@example.org,guest`,
    );
    const seen = withKnown(rows, ['p0@example.org'], ['p1@example.org']);
    expect(seen.slice(0, 2).map((row) => row.outcome)).toEqual(['known', 'invited']);
    expect(batchesOf(seen).map((batch) => batch.length)).toEqual([100, 100, 29, 1]);
  });

  it('sent again after a call failed, invites only who was not invited yet', () => {
    const rows = rowsOf(`email\n${Array.from({ length: 150 }, (_, i) => `p${i}@example.org`).join('\n')}`);
    const [first = []] = batchesOf(rows);
    const [rest = [], ...more] = batchesOf(withSent(rows, first));
    expect([first.length, rest.length, more.length]).toEqual([100, 50, 0]);
    expect(rest[0]?.email).toBe('p100@example.org');
  });
});
