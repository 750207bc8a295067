import { newBytes, type Platform, secretHash } from '@rapport/platform';
import { Secret, TOTP } from 'otpauth';

/** Seconds a code is shown (RFC 6238 §4.1). */
export const period = 30;
/** Steps before and after the present one that are taken too, for clocks that differ. */
const window = 1;

/** The time step a code belongs to, or undefined when it is wrong now. Whoever calls uses the step up (PE11). */
export function stepOfCode(platform: Platform, sealedSeed: Buffer, code: string): number | undefined {
  const timestamp = platform.clock.now();
  const totp = new TOTP({ secret: new Secret({ buffer: seedOf(platform, sealedSeed) }), period });
  const delta = totp.validate({ token: code, timestamp, window });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / period) + delta;
}

function seedOf(platform: Platform, sealed: Buffer): ArrayBuffer {
  const seed = platform.vault.open(sealed);
  return new Uint8Array(seed).buffer;
}

/** Codes are typed from paper: case and what stands between the groups do not matter. */
export const recoveryHash = (code: string): Buffer => secretHash(`recovery ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);

/** Ten codes of 80 bits, without letters that look alike. */
export function newRecoveryCodes(): string[] {
  const letters = 'abcdefghjkmnpqrstuvwxyz023456789';
  return Array.from({ length: 10 }, () =>
    Array.from(newBytes(16), (byte) => letters[byte % 32])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
}
