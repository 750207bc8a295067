import { describe, expect, it } from 'vitest';
import { callerAddress, loopback, Networks } from './networks.ts';

describe('networks an operator names', () => {
  it('NW1 hold their addresses and no others, in both families', () => {
    const networks = new Networks(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32']);
    for (const inside of ['192.0.2.7', '::ffff:192.0.2.7', '198.51.100.255', '2001:db8:ffff::1'])
      expect(networks.has(inside)).toBe(true);
    for (const outside of ['192.0.2.8', '198.51.101.0', '2001:db9::1', '', 'unix:', '192.0.2.7.1'])
      expect(networks.has(outside)).toBe(false);
  });

  it('NW2 are refused when they are none, with an example', () => {
    for (const wrong of ['proxy.example', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/24/8', '2001:db8::/129', '192.0.2.0/-1'])
      expect(() => new Networks([wrong])).toThrow('192.0.2.0/24');
  });

  it('NW3 a caller is the first address from the right that no proxy has; what the caller wrote is not believed', () => {
    const proxies = new Networks([...loopback, '10.0.0.0/24']);
    expect(callerAddress('203.0.113.5', '198.51.100.1', proxies)).toBe('203.0.113.5');
    expect(callerAddress('127.0.0.1', '198.51.100.1', proxies)).toBe('198.51.100.1');
    expect(callerAddress('::ffff:10.0.0.9', '1.2.3.4, 198.51.100.1, 10.0.0.3', proxies)).toBe('198.51.100.1');
    expect(callerAddress('127.0.0.1', undefined, proxies)).toBe('127.0.0.1');
    expect(callerAddress('127.0.0.1', '10.0.0.3', proxies)).toBe('10.0.0.3');
    expect(callerAddress('127.0.0.1', '198.51.100.1', new Networks([]))).toBe('127.0.0.1');
  });
});
