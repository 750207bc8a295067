import { describe, expect, it } from 'vitest';
import { isComposing, sends } from './use-composer-keys.ts';

const key = (more: object = {}) => ({ key: 'Enter', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('Enter', () => {
  it('sends, Shift breaks the line', () => {
    expect(sends(key(), true)).toBe(true);
    expect(sends(key({ shiftKey: true }), true)).toBe(false);
  });
  it('breaks the line and Ctrl or Cmd sends, when set so', () => {
    expect(sends(key(), false)).toBe(false);
    expect(sends(key({ ctrlKey: true }), false)).toBe(true);
    expect(sends(key({ metaKey: true }), false)).toBe(true);
  });
  it('is left to the input method while it composes', () => {
    expect(isComposing({ nativeEvent: { isComposing: true, keyCode: 13 } })).toBe(true);
    expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 229 } })).toBe(true);
    expect(isComposing({ nativeEvent: { isComposing: false, keyCode: 13 } })).toBe(false);
  });
});
