import { expect, it } from 'vitest';
import { localHostOf } from './local-address.ts';

it('an address that only this machine opens is told from those that others reach', () => {
  expect(localHostOf('http://localhost:8420/invitation/x')).toBe('localhost:8420');
  expect(localHostOf('http://127.0.0.1/x')).toBe('127.0.0.1');
  expect(localHostOf('http://[::1]:8420/')).toBe('[::1]:8420');
  for (const far of [
    'https://rapport.example.com/',
    'http://192.168.1.5:8420/x',
    'http://localhost.example.com/',
    'http://127.example.com/',
    '',
  ])
    expect(localHostOf(far)).toBeUndefined();
});
