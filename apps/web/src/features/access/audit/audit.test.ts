import { expect, it } from 'vitest';
import { detailText } from './acts.ts';
import { csvOf } from './csv.ts';

it('a table as CSV quotes what must be, and nothing in it is a formula', () => {
  const rows = [
    ['张三, "老张"', '=HYPERLINK("http://x")', '+1', '-2', '@x', '\tx', 'plain'],
    ['line\nbreak', '＝1', '2026-11-21'],
  ];
  expect(csvOf(rows)).toBe(
    '"张三, ""老张""","\'=HYPERLINK(""http://x"")",\'+1,\'-2,\'@x,\'\tx,plain\r\n"line\nbreak",\'＝1,2026-11-21\r\n',
  );
});

it('details of an act stand on one line', () => {
  const detail = { fields: ['title', 'role'], role: { from: 'member', to: 'admin' }, given: [], scope: { kind: 'organization' } };
  expect(detailText(detail, { word: (text) => text, colon: ': ', comma: ', ' })).toBe(
    'fields: title, role · role: member → admin · scope: organization',
  );
});
