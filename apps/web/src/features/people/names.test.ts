import { describe, expect, it } from 'vitest';
import { hueOf, initialsOf } from './names.ts';

describe('avatars', () => {
  it.each([
    ['张伟', '张伟'],
    ['欧阳娜娜', '娜娜'],
    ['李', '李'],
    ['赵先生', '赵'],
    ['王小芳女士', '小芳'],
    ['先生', '先生'],
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Wang Fang 王芳', '王芳'],
    ['build-bot', 'BB'],
    ['😀', '?'],
    ['', '?'],
  ])('%s is shown as %s', (name, shown) => {
    expect(initialsOf(name)).toBe(shown);
  });

  it('gives a person the same colour every time', () => {
    const id = '0192f0c1-2f6e-7c00-8000-000000000001';
    expect(hueOf(id)).toBe(hueOf(id));
    expect(hueOf(id)).toBeGreaterThanOrEqual(0);
    expect(hueOf(id)).toBeLessThan(360);
  });
});
