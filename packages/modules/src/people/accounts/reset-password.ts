import { Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, secretHash } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { requireManaged } from '../directory/change-user.ts';
import { findUser } from '../directory/reader.ts';
import { organizationIfAny, tellRevoked } from '../organization.ts';
import { checkPassword } from '../policy.ts';
import { requireNoLess } from '../powers.ts';
import { audit } from '../writer.ts';
import { confirmPassword } from './confirm-password.ts';
import { makeLink, useLink } from './links.ts';
import { passwordsOf } from './passwords.ts';
import { findLink } from './reader.ts';
import { deleteFactor, endLinks, endSessions, setPassword } from './writer.ts';

/** How long a reset link works. */
export const resetLife = 60 * 60_000;

/** Has a link mailed. The look-up happens in the job, so that the answer tells nothing, by its words or its time (PE4). */
export async function requestReset(
  platform: Platform,
  input: Parsed<'people.requestReset'>,
): Promise<Output<'people.requestReset'>> {
  if (!platform.mailer.available) return { mail: false };
  await platform.db.transaction((tx) =>
    platform.jobs.enqueue(tx, 'people.mail-reset', { email: input.email }, { key: `reset ${input.email}`, maxAttempts: 5 }),
  );
  return { mail: true };
}

/** Sets a new password with a link; whoever was signed in with the old one is out. The second factor stays on. */
export async function resetPassword(platform: Platform, input: Parsed<'people.resetPassword'>): Promise<Record<string, never>> {
  const now = platform.clock.now();
  const link = await findLink(platform.db, 'reset', secretHash(input.token), now);
  const user = link?.subject ? await findUser(platform.db, link.subject) : undefined;
  if (!user || user.deactivatedAt !== null) throw new Fault('link-not-valid');
  checkPassword(input.password, [user.name, user.email ?? '', (await organizationIfAny(platform))?.name ?? '']);
  const hash = await passwordsOf(platform).hash(input.password);
  await platform.db.transaction(async (tx) => {
    const id = await useLink(tx, platform, 'reset', input.token);
    if (id !== user.id) throw new Fault('link-not-valid');
    await setPassword(tx, user.id, hash, now);
    tellRevoked(tx, platform, user.id, await endSessions(tx, user.id, { except: null }));
  });
  return {};
}

/** Changes one's own password; the other sessions end. */
export async function changePassword(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.changePassword'>,
  ip: string,
): Promise<Record<string, never>> {
  await confirmPassword(platform, actor.user, input.password, ip);
  const user = (await findUser(platform.db, actor.user))!;
  checkPassword(input.newPassword, [user.name, user.email ?? '', (await organizationIfAny(platform))?.name ?? '']);
  const hash = await passwordsOf(platform).hash(input.newPassword);
  await platform.db.transaction(async (tx) => {
    await setPassword(tx, actor.user, hash, platform.clock.now());
    await endLinks(tx, 'reset', actor.user);
    tellRevoked(tx, platform, actor.user, await endSessions(tx, actor.user, { except: actor.session }));
  });
  return {};
}

/**
 * A reset link for somebody, handed over by an administrator. Written down, and the user's sessions end: nobody can use
 * it unseen (PE13).
 */
export async function createResetLink(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.createResetLink'>,
  from: string,
): Promise<Output<'people.createResetLink'>> {
  const now = platform.clock.now();
  const expiresAt = now + resetLife;
  return platform.db.transaction(async (tx) => {
    const user = await requireManaged(tx, actor, input.user);
    if (user.kind === 'bot' || user.deactivatedAt !== null) throw new Fault('not-found', { what: 'user' });
    await requireNoLess(platform, tx, actor, user.id);
    const link = await makeLink(tx, platform, 'reset', user.id, expiresAt);
    if (input.endSecondFactor) await deleteFactor(tx, user.id);
    tellRevoked(tx, platform, user.id, await endSessions(tx, user.id, { except: actor.session }));
    await audit(tx, {
      at: now,
      actor: actor.user,
      act: 'user.reset-link-made',
      subjectKind: 'user',
      subject: user.id,
      detail: { endSecondFactor: input.endSecondFactor },
      from,
    });
    return { link, expiresAt };
  });
}
