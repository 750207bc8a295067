import { expect, it } from 'vitest';
import { failed } from './answers.ts';

it('a question that fails keeps the answer it had, and says why; an answer to another question goes', () => {
  const held = { key: 'members of a', data: ['Lin'] };
  expect(failed(held, 'members of a', 'out of reach')).toEqual({ ...held, error: 'out of reach' });
  expect(failed(held, 'members of b', 'out of reach')).toEqual({ key: 'members of b', error: 'out of reach' });
});
