import { describe, expect, it } from 'vitest';
import { addressesOf } from './invite-dialog.tsx';

describe('addresses to invite', () => {
  it('are taken out of whatever was pasted, each once', () => {
    expect(addressesOf('a@example.org, b@example.org；c@example.org\na@example.org、 nobody')).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
  });
});
