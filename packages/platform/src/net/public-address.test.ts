import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GuardedFetchError, guardedFetch } from './guarded-fetch.ts';
import { isPublicAddress } from './public-address.ts';

const repository = resolve(import.meta.dirname, '../../../..');
const shared = resolve(process.env.RAPPORT_SHARED ?? resolve(repository, '../shared'));

describe('public addresses', () => {
  it.each([
    '0.0.0.0',
    '127.0.0.1',
    '127.88.23.245',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:53aa:64c::1',
    '2001:db8::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '1.2.3',
  ])('NT1 %s is refused', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '1.1.1.1', '223.5.5.5', '93.184.216.34', '2400:3200::1', '2606:4700:4700::1111'])(
    'NT2 %s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

/** Every address in the lists that a URL parser takes, asked with a resolver that knows only inside addresses: none connects. */
describe('shared lists of server-side request forgeries', () => {
  const files = [
    'data/sec/ssrf-cloud-metadata/cloud-metadata.txt',
    'data/sec/ssrf-cloud-metadata/README.md',
    'data/sec/payloads-ssrf-etc/Server Side Request Forgery/README.md',
    'data/sec/payloads-ssrf-etc/Server Side Request Forgery/SSRF-Cloud-Instances.md',
  ];
  const text = files
    .map((file) => resolve(shared, file))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  if (text === '') console.warn(`THE SHARED SSRF LISTS ARE ABSENT (${shared}): only the built-in ones are tested.`);
  const builtIn = [
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://[::1]/',
    'gopher://127.0.0.1/',
    'http://①②⑦.0.0.1/',
  ];
  const targets = [...new Set([...(text.match(/[a-z]+:\/\/[^\s`"'<>|]+/gi) ?? []), ...builtIn])];

  it('NT3 numbers in any notation, odd schemes and user names never lead inside', async () => {
    let refused = 0;
    let literals = 0;
    for (const target of targets) {
      const asked: string[] = [];
      const resolver = async (host: string) => {
        asked.push(host);
        return [{ address: '169.254.169.254', family: 4 as const }];
      };
      // Public literals of the lists are not contacted: no port is open to them here.
      const error: unknown = await guardedFetch(target, { maxBytes: 1, timeout: 2000, resolver, ports: [] }).catch(
        (e: unknown) => e,
      );
      expect(error, target).toBeInstanceOf(GuardedFetchError);
      expect(['scheme', 'address', 'port'], target).toContain((error as GuardedFetchError).reason);
      if ((error as GuardedFetchError).reason === 'address' && asked.length === 0) literals++;
      refused++;
    }
    expect(refused).toBe(targets.length);
    expect(literals).toBeGreaterThanOrEqual(5);
  });
});
