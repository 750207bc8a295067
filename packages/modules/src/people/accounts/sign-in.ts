import { Fault, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { findUserByEmail } from '../directory/reader.ts';
import { countGuess } from './attempts.ts';
import { recoveryHash, stepOfCode } from './codes.ts';
import { type From, openSession, type SignedIn } from './open-session.ts';
import { passwordsOf } from './passwords.ts';
import { passwordOf, secondFactorOf } from './reader.ts';
import { takeRecoveryCode, takeStep } from './writer.ts';

const foldEmail = (email: string): string => email.normalize('NFC').toLowerCase();

/**
 * Signs in with address and password, and a code where a second factor is on. Unknown addresses take as long as wrong
 * passwords and are answered alike (PE4).
 */
export async function signIn(platform: Platform, input: Parsed<'people.signIn'>, from: From): Promise<SignedIn> {
  const email = foldEmail(input.email);
  const guess = await countGuess(platform, email, from.ip);
  const user = await findUserByEmail(platform.db, email);
  const stored = user && user.kind !== 'bot' ? await passwordOf(platform.db, user.id) : undefined;
  const right = await passwordsOf(platform).verify(stored, input.password);
  if (!user || !right) throw new Fault('wrong-credentials');
  if (user.deactivatedAt !== null) {
    await guess.forgiven();
    throw new Fault('account-deactivated');
  }
  const factor = await secondFactorOf(platform.db, user.id);
  const needed = factor !== undefined && factor.confirmedAt !== null;
  if (needed && input.code === undefined && input.recoveryCode === undefined) {
    await guess.forgiven();
    throw new Fault('second-factor-needed');
  }
  // Who comes this far knows the password: wrong codes count for the account, from wherever they come.
  const codes = needed ? await countGuess(platform, `codes of ${user.id}`, 'anywhere') : undefined;
  const signedIn = await platform.db.transaction(async (tx) => {
    if (factor && needed) {
      const now = platform.clock.now();
      const step = input.code === undefined ? undefined : stepOfCode(platform, factor.seed, input.code);
      const taken =
        step !== undefined
          ? await takeStep(tx, user.id, step)
          : input.recoveryCode !== undefined && (await takeRecoveryCode(tx, user.id, recoveryHash(input.recoveryCode), now));
      if (!taken) throw new Fault('wrong-code');
    }
    return openSession(tx, platform, user.id, from);
  });
  await guess.right();
  await codes?.right();
  return signedIn;
}
