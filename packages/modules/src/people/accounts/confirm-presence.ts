import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { confirmPassword } from './confirm-password.ts';
import { findCredential } from './reader.ts';

/** That the person is there and not only a session of theirs: the password again. Programs cannot be, whatever they know. */
export async function confirmPresence(platform: Platform, actor: Actor, password: string, ip: string): Promise<void> {
  const credential = await findCredential(platform.db, actor.session);
  if (actor.kind === 'bot' || credential?.kind !== 'session')
    throw new Fault('forbidden', { permission: actor.language === 'zh-CN' ? '本人登录' : 'to be signed in as a person' });
  await confirmPassword(platform, actor.user, password, ip);
}
