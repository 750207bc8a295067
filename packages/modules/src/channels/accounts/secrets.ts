import { isDeepStrictEqual } from 'node:util';
import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { SecretField } from '../adapter.ts';

/** Longest secret (a private key in PEM). */
const longest = 10_000;

/** The secrets of an account in clear. */
export const openSecrets = (platform: Platform, sealed: Buffer | null): Record<string, string> =>
  sealed ? (JSON.parse(platform.vault.open(sealed).toString('utf8')) as Record<string, string>) : {};

const sealSecrets = (platform: Platform, secrets: Record<string, string>): Buffer | null =>
  Object.keys(secrets).length > 0 ? platform.vault.seal(Buffer.from(JSON.stringify(secrets))) : null;

function requireFits(field: SecretField | undefined, name: string, value: string): void {
  const at = `secrets/${name}`.slice(0, 200);
  if (!field) throw new Fault('invalid-input', { field: at, reason: 'this channel has no such secret' });
  if (value === '' || value.length > longest) throw new Fault('invalid-input', { field: at, reason: 'is empty or too long' });
  const problem = field.problem?.(value);
  if (problem) throw new Fault('invalid-input', { field: at, reason: problem });
}

/**
 * What an account's secrets are after some were given (null takes one away). One that the house makes itself is made where none is given;
 * `made` are those, to be shown this once.
 */
export function changedSecrets(
  platform: Platform,
  fields: readonly SecretField[],
  before: Buffer | null,
  given: Readonly<Record<string, string | null>>,
): { sealed: Buffer | null; made: Record<string, string> } {
  const known = new Map(fields.map((field) => [field.name, field]));
  const secrets = openSecrets(platform, before);
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete secrets[name];
    else {
      requireFits(known.get(name), name, value);
      secrets[name] = value;
    }
  }
  const made: Record<string, string> = {};
  for (const { name, made: make } of fields) {
    if (!make || secrets[name] !== undefined) continue;
    made[name] = make();
    secrets[name] = made[name];
  }
  return { sealed: sealSecrets(platform, secrets), made };
}

/** Names of those that are there. */
export const secretNames = (platform: Platform, sealed: Buffer | null): string[] =>
  Object.keys(openSecrets(platform, sealed)).sort();

/** The setting at a path (`comes/host`). */
const settingAt = (settings: unknown, path: string): unknown =>
  path
    .split('/')
    .reduce<unknown>(
      (at, name) => (at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[name] : undefined),
      settings,
    );

/**
 * Nobody has secrets that they do not know sent to a place of theirs: where the settings of an account send one elsewhere, it is given anew (or
 * taken away) in the same call. What is sent nowhere any more is kept. @throws Fault `invalid-input` with the secret that is missing
 */
export function requireGivenAnew(
  platform: Platform,
  fields: readonly SecretField[],
  before: { settings: unknown; secrets: Buffer | null },
  settings: unknown,
  given: Readonly<Record<string, string | null>>,
): void {
  const kept = openSecrets(platform, before.secrets);
  for (const { name, sentTo = [] } of fields) {
    if (kept[name] === undefined || Object.hasOwn(given, name)) continue;
    const elsewhere = sentTo.some((path) => {
      const now = settingAt(settings, path);
      return now !== undefined && !isDeepStrictEqual(now, settingAt(before.settings, path));
    });
    if (elsewhere) throw new Fault('invalid-input', { field: `secrets/${name}`, reason: 'it would go elsewhere: give it anew' });
  }
}
