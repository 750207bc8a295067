import { describe, expect, it } from 'vitest';
import { newBytes, newId, newSecret, sameBytes, secretHash } from './random.ts';
import { createVault, macOf } from './vault.ts';

describe('keys at rest', () => {
  const vault = createVault(Buffer.alloc(32, 7));

  it('a wrapped key opens under the same master key only', () => {
    const { key, wrapped } = vault.newKey();
    expect(key).toHaveLength(32);
    expect(wrapped).toHaveLength(61);
    expect(vault.unwrap(wrapped)).toEqual(key);
    expect(() => createVault(Buffer.alloc(32, 8)).unwrap(wrapped)).toThrow();
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

  it('derived keys are stable for a purpose and differ between purposes', () => {
    expect(vault.derive('a')).toEqual(createVault(Buffer.alloc(32, 7)).derive('a'));
    expect(vault.derive('a')).not.toEqual(vault.derive('b'));
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
