import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { countGuess } from './attempts.ts';
import { passwordsOf } from './passwords.ts';
import { passwordOf } from './reader.ts';

/** The password of who is signed in, asked again before something that could lock the owner out. Throws `wrong-credentials`. */
export async function confirmPassword(platform: Platform, user: string, password: string, ip: string): Promise<void> {
  const guess = await countGuess(platform, `password of ${user}`, ip);
  const right = await passwordsOf(platform).verify(await passwordOf(platform.db, user), password);
  if (!right) throw new Fault('wrong-credentials');
  await guess.right();
}
