import { describe, expect, it } from 'vitest';
import { addressesOf, withoutAddress } from './invite-dialog.tsx';

describe('addresses to invite', () => {
  it('are taken out of whatever was pasted, each once', () => {
    expect(addressesOf('a@example.org, b@example.org；c@example.org\na@example.org、 nobody')).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
    ]);
  });

  it('are taken out of what a mail program copies', () => {
    expect(addressesOf('林晓梅 <lin@example.org>, "Smith, John" <john@example.org>')).toEqual([
      'lin@example.org',
      'john@example.org',
    ]);
  });

  it('what has none is named, names beside an address are not', () => {
    expect(
      withoutAddress('a@example.org, 张伟；lin.example.org\n林晓梅 <lin@example.org>, "Smith, John" <john@example.org>,'),
    ).toEqual(['张伟', 'lin.example.org']);
  });
});
