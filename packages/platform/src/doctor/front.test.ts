import { expect, it } from 'vitest';
import { Networks } from '../net/networks.ts';
import { Front } from './front.ts';
import { checkBusAddress } from './outside.ts';

/** The finding and what is put into its words. */
const says = (found: { finding: string; params: Record<string, unknown> }) => [found.finding, found.params] as const;

it('people who come by another address than RAPPORT_URL', () => {
  const front = new Front(() => Date.now());
  const at = { url: 'http://talk.example.org', proxies: new Networks(['10.0.0.0/8']) };
  const inner = {
    host: 'inner:8420',
    'x-forwarded-host': 'chat.example.org',
    'x-forwarded-proto': 'https',
    'sec-fetch-mode': 'navigate',
  };
  for (let n = 0; n < 3; n++) front.see(at, inner, '10.1.1.1');
  expect(front.judge(at).map(({ finding }) => finding)).toEqual(['proxy-fits']);
  for (let n = 0; n < 3; n++) front.see(at, inner, '10.1.1.1');
  expect(front.judge(at).map((found) => says(found))).toEqual([
    ['proxy-other-host', { host: 'chat.example.org', url: at.url }],
    ['proxy-other-scheme', { scheme: 'https', url: at.url }],
  ]);
});

it('a proxy that is not believed is one that everybody comes through: headers of programs and of a few make none', () => {
  const front = new Front(() => Date.now());
  const at = { url: 'http://talk.example.org', proxies: new Networks([]) };
  const plain = { host: 'talk.example.org', 'sec-fetch-mode': 'navigate' };
  const forwarded = { ...plain, 'x-forwarded-for': '203.0.113.9' };
  const judged = () => front.judge(at).map((found) => says(found));
  // A balancer that looks whether we live, and a program that says where it comes from.
  for (let n = 0; n < 50; n++) front.see(at, { host: 'inner:8420', 'x-forwarded-for': '203.0.113.9' }, '10.1.1.1');
  for (let n = 0; n < 20; n++) {
    front.see(at, forwarded, '198.51.100.7');
    front.see(at, plain, '198.51.100.8');
  }
  expect(judged()).toEqual([['proxy-fits', {}]]);
  for (let n = 0; n < 6; n++) front.see(at, forwarded, '::ffff:10.1.1.1');
  expect(judged()).toEqual([['proxy-untrusted', { address: '10.1.1.1' }]]);
  for (let n = 0; n < 10; n++) front.see({ ...at, proxies: new Networks(['10.1.1.1']) }, forwarded, '10.1.1.1');
  expect(judged()).toEqual([['proxy-fits', {}]]);
});

it('a NATS that asks nobody who they are', () => {
  const finding = (natsUrl?: string) => checkBusAddress(natsUrl ? { natsUrl } : {}).map((found) => found.finding);
  expect(finding('nats://10.0.0.3:4222')).toEqual(['bus-open']);
  expect(finding('nats://me:secret@10.0.0.3:4222,nats://10.0.0.4:4222')).toEqual(['bus-open']);
  for (const good of [undefined, 'nats://me:secret@10.0.0.3:4222', 'tls://token@10.0.0.3:4222'])
    expect(finding(good)).toEqual([]);
});
