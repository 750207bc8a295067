import { describe, expect, it } from 'vitest';
import { newBytes, newId, newSecret, sameBytes, secretHash } from './random.ts';
import { createVault, macOf } from './vault.ts';

describe('keys at rest', () => {
  const ringOf = (byte: number, number = 1) => new Map([[number, Buffer.alloc(32, byte)]]);
  const vault = createVault(ringOf(7));

  it('a wrapped key opens under the same master key only', () => {
    const { key, wrapped } = vault.newKey();
    expect(key).toHaveLength(32);
    expect(wrapped).toHaveLength(61);
    expect(vault.unwrap(wrapped)).toEqual(key);
    expect(() => createVault(ringOf(8)).unwrap(wrapped)).toThrow();
  });

  it('a changed, cut or foreign key is refused', () => {
    const { wrapped } = vault.newKey();
    for (const place of [0, 1, 20, 60]) {
      const bent = Buffer.from(wrapped);
      bent[place]! ^= 1;
      expect(() => vault.unwrap(bent)).toThrow();
    }
    expect(() => vault.unwrap(wrapped.subarray(0, 30))).toThrow();
    // A secret and a record key are sealed under different keys: one does not pass for the other.
    expect(() => vault.unwrap(vault.seal(newBytes(32)))).toThrow();
  });

  it('secrets are sealed differently each time and open again', () => {
    const secret = Buffer.from('otpauth seed');
    const [a, b] = [vault.seal(secret), vault.seal(secret)];
    expect(a.equals(b)).toBe(false);
    expect(vault.open(a)).toEqual(secret);
    expect(vault.open(b)).toEqual(secret);
  });

  it('the key that is used seals; what older ones sealed opens, and is sealed again', () => {
    const { key, wrapped } = vault.newKey();
    const secret = vault.seal(Buffer.from('seed'));
    const both = createVault(new Map([...ringOf(7), ...ringOf(9, 2)]));
    expect([both.numbers(), both.current]).toEqual([[1, 2], 1]);
    both.use(2);
    expect(both.unwrap(wrapped)).toEqual(key);
    const again = both.again('key', wrapped);
    const sealed = both.again('secret', secret);
    expect([again[0], sealed[0]]).toEqual([2, 2]);
    const later = createVault(ringOf(9, 2));
    expect(later.unwrap(again)).toEqual(key);
    expect(later.open(sealed).toString()).toBe('seed');
    expect(() => later.unwrap(wrapped)).toThrow(/master key 1, which this server does not have/);
    expect(() => vault.unwrap(again)).toThrow(/master key 2/);
    expect(() => vault.use(2)).toThrow(/master key 2/);
    vault.add(ringOf(9, 2));
    expect(vault.unwrap(again)).toEqual(key);
  });

  it('marks tell keys apart, and are the same for the same key', () => {
    expect(vault.markOf(1)).toEqual(createVault(ringOf(7)).markOf(1));
    expect(vault.markOf(1)).not.toEqual(createVault(ringOf(8)).markOf(1));
    expect(vault.markOf(3)).toBeUndefined();
  });

  it('HMAC-SHA-256 as RFC 4231 says (test case 2)', () => {
    expect(macOf(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('ids and secrets', () => {
  it('ids are UUIDs of version 7 and ascend within a process (RFC 9562 §5.7)', () => {
    const ids = Array.from({ length: 20_000 }, () => newId());
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids.slice(0, 100))
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(60_000);
  });

  it('secrets carry 256 bits and their prefix; hashes and comparisons are by content', () => {
    const secret = newSecret('rpt');
    expect(secret).toMatch(/^rpt_[\w-]{43}$/);
    expect(secretHash(secret)).toHaveLength(32);
    expect(sameBytes(secretHash(secret), secretHash(secret))).toBe(true);
    expect(sameBytes(secretHash(secret), secretHash(newSecret('rpt')))).toBe(false);
    expect(sameBytes(Buffer.of(1), Buffer.of(1, 2))).toBe(false);
  });
});
