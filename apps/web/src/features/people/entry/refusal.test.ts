import { CallError } from '@rapport/client';
import { problemOf } from '@rapport/contract';
import { beforeAll, expect, it } from 'vitest';
import { loadSentences } from '../../../app/errors.ts';
import { loadWords, speak } from '../../../app/language.ts';
import { refusalOf } from './refusal.ts';

// Forms on the way in have their words before they are drawn.
beforeAll(() => Promise.all([speak('zh-CN'), loadWords('zh-CN', 'people')]));

it('what the server says of a field in another language is said in the page’s own words', () => {
  // As to a browser that asks for English while the page is Chinese.
  const refused = new CallError(problemOf('invalid-input', { field: 'email', reason: 'Invalid email address' }, 'en'));
  expect(refusalOf(refused)).toBe('“邮箱”的内容不对，请检查后重试。');
  expect(refusalOf(new CallError(problemOf('invalid-input', { field: 'name', reason: 'Too small' }, 'en')))).not.toMatch(
    /[A-Za-z]/,
  );
});

it('a link that was cut off on its way is told as one that does not work, not as a field of a form', async () => {
  await loadSentences();
  const cut = new CallError(problemOf('invalid-input', { field: 'token', reason: 'Too small: expected string >=20' }, 'en'));
  expect(refusalOf(cut)).toBe(problemOf('link-not-valid', {}, 'zh-CN').detail);
});

it('other refusals come in the catalogue’s sentence', () => {
  expect(refusalOf(new CallError(problemOf('link-not-valid', {}, 'en')))).toMatch(/\S/);
});
