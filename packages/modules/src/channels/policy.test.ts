import { expect, it } from 'vitest';
import { keptLine } from './policy.ts';

it('a name or a subject from outside is one line, and turns nothing that stands beside it', () => {
  expect(keptLine(' Rechnung\u202Efdp.exe\u2066\r\nBcc: x@y.example ')).toBe('Rechnungfdp.exe Bcc: x@y.example');
  expect(keptLine('\u200fשלום\u2069')).toBe('שלום');
  expect(keptLine('👩‍💻 王芳')).toBe('👩‍💻 王芳');
});
