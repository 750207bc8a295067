import { describe, expect, it } from 'vitest';
import { delayAfter } from './accounts/attempts.ts';
import { checkMove, checkPassword, departmentDepth, deviceName, mayRank, subtree } from './policy.ts';

describe('policy', () => {
  it.each([
    ['short 1', []],
    ['aaaaaaaaaaaaaaaa', []],
    ['abcdefghijklmnop', []],
    ['1234567890123', []],
    ['password12345', []],
    ['QwertyQwerty1', []],
    ['zhangsan123', ['zhangsan@example.org']],
  ])('PE3 refuses the password %s', (password, about) => {
    expect(() => checkPassword(password, about)).toThrow('weak-password');
  });

  it('PE3 takes long phrases in any script without demanding classes of characters', () => {
    for (const good of ['correct horse battery', '床前明月光疑是地上霜', 'mietzekatze streichelt hund'])
      expect(() => checkPassword(good, ['张三', 'zhang@example.org'])).not.toThrow();
  });

  it('PE4 delays double from fifteen seconds to fifteen minutes', () => {
    expect([1, 4, 5, 6, 7, 11, 60].map(delayAfter)).toEqual([0, 0, 15_000, 30_000, 60_000, 900_000, 900_000]);
  });

  it('PE6 nobody reaches above their own rank', () => {
    expect(mayRank(['admin'], 'owner')).toBe(false);
    expect(mayRank(['admin'], 'member', 'owner')).toBe(false);
    expect(mayRank(['admin'], 'member', 'admin')).toBe(true);
    expect(mayRank(['owner', 'x'], 'owner', 'owner')).toBe(true);
    expect(mayRank(['some-own-role'], 'member')).toBe(false);
  });

  it('PE8 a move makes no cycle and no tree too deep', () => {
    const tree = new Map<string, { id: string; parent: string | null }>();
    for (let i = 0; i < departmentDepth; i++) tree.set(`d${i}`, { id: `d${i}`, parent: i === 0 ? null : `d${i - 1}` });
    tree.set('x', { id: 'x', parent: null });
    tree.set('y', { id: 'y', parent: 'x' });
    expect(() => checkMove(tree, 'd0', 'd5')).toThrow('conflict');
    expect(() => checkMove(tree, 'd0', 'd0')).toThrow('conflict');
    expect(() => checkMove(tree, 'x', `d${departmentDepth - 1}`)).toThrow('department-too-deep');
    expect(() => checkMove(tree, 'x', `d${departmentDepth - 2}`)).toThrow('department-too-deep');
    expect(() => checkMove(tree, 'x', `d${departmentDepth - 3}`)).not.toThrow();
    expect(() => checkMove(tree, 'd3', null)).not.toThrow();
    expect(subtree(tree, 'x')).toEqual(['x', 'y']);
  });

  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604', 'Safari on iPhone'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0', 'Edge on Windows'],
    ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537 MicroMessenger/8.0', 'WeChat on Android'],
    ['curl/8.5.0', 'curl'],
    ['', 'Unknown device'],
    ['\u0000<script>', 'Unknown device'],
  ])('PE5 names the device of %s', (agent, name) => {
    expect(deviceName(agent)).toBe(name);
  });
});
