import { expect, it } from 'vitest';
import { networkOf } from './network-of.ts';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:0001:2::6', '2001:db8:1:2'],
  ['2001:db8::1:0:0:1', '2001:db8:0:0'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['2001:db8:1::9', '2001:db8:1:0'],
  ['fe80::1', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('NT15 %s counts with %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});
