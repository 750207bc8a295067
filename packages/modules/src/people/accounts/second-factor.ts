import { Fault, type Output, type Parsed } from '@rapport/contract';
import { newBytes, type Platform } from '@rapport/platform';
import { Secret, TOTP } from 'otpauth';
import type { Actor } from '../actor.ts';
import { findUser } from '../directory/reader.ts';
import { organizationOf } from '../organization.ts';
import { countGuess } from './attempts.ts';
import { newRecoveryCodes, period, recoveryHash, stepOfCode } from './codes.ts';
import { confirmPassword } from './confirm-password.ts';
import { secondFactorOf } from './reader.ts';
import { confirmFactor, deleteFactor, replaceRecoveryCodes, startFactor, takeStep } from './writer.ts';

/** A set-up that was begun must be finished within this time. */
const startedLife = 30 * 60_000;

/** Begins to set up an authenticator app. The seed is kept sealed and counts for nothing until a first code was right. */
export async function startSecondFactor(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.startSecondFactor'>,
  ip: string,
): Promise<Output<'people.startSecondFactor'>> {
  await confirmPassword(platform, actor.user, input.password, ip);
  const organization = await organizationOf(platform);
  const seed = newBytes(20);
  const secret = new Secret({ buffer: new Uint8Array(seed).buffer });
  await platform.db.transaction(async (tx) => {
    const before = await secondFactorOf(tx, actor.user);
    if (before?.confirmedAt != null) throw new Fault('already-exists', { what: 'second factor' });
    await startFactor(tx, actor.user, platform.vault.seal(seed), platform.clock.now());
  });
  const user = await findUser(platform.db, actor.user);
  const totp = new TOTP({ issuer: organization.name, label: user?.email ?? actor.name, secret, period });
  return { url: totp.toString(), secret: secret.base32 };
}

/** Turns it on with a first code, and answers recovery codes: the only time they can be read. */
export async function confirmSecondFactor(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.confirmSecondFactor'>,
): Promise<Output<'people.confirmSecondFactor'>> {
  const guess = await countGuess(platform, `codes of ${actor.user}`, 'anywhere');
  const codes = newRecoveryCodes();
  const now = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    const factor = await secondFactorOf(tx, actor.user);
    if (!factor || factor.confirmedAt !== null || factor.startedAt < now - startedLife)
      throw new Fault('conflict', { reason: 'begin again' });
    const step = stepOfCode(platform, factor.seed, input.code);
    if (step === undefined || !(await takeStep(tx, actor.user, step))) throw new Fault('wrong-code');
    await confirmFactor(tx, actor.user, now);
    await replaceRecoveryCodes(tx, actor.user, codes.map(recoveryHash));
  });
  await guess.right();
  return { recoveryCodes: codes };
}

/** Turns it off, after the password. */
export async function disableSecondFactor(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.disableSecondFactor'>,
  ip: string,
): Promise<Record<string, never>> {
  await confirmPassword(platform, actor.user, input.password, ip);
  await platform.db.transaction((tx) => deleteFactor(tx, actor.user));
  return {};
}

/** Ten new recovery codes in place of all old ones, after the password. */
export async function renewRecoveryCodes(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.renewRecoveryCodes'>,
  ip: string,
): Promise<Output<'people.renewRecoveryCodes'>> {
  await confirmPassword(platform, actor.user, input.password, ip);
  const codes = newRecoveryCodes();
  await platform.db.transaction(async (tx) => {
    const factor = await secondFactorOf(tx, actor.user);
    if (factor?.confirmedAt == null) throw new Fault('conflict', { reason: 'there is no second factor' });
    await replaceRecoveryCodes(tx, actor.user, codes.map(recoveryHash));
  });
  return { recoveryCodes: codes };
}
