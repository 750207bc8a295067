import type { Platform } from '@rapport/platform';
import { findUser, findUserByEmail } from '../directory/reader.ts';
import { organizationIfAny } from '../organization.ts';
import { makeLink } from './links.ts';
import { invitationMail, resetMail } from './mails.ts';
import { findInvitation, linksSince } from './reader.ts';
import { resetLife } from './reset-password.ts';
import { clearExpired } from './writer.ts';

const resetsAnHour = 3;

/** Mails an invitation. Run again after a failure it makes a new link: the old one, perhaps sent, ends. */
async function mailInvitation(platform: Platform, id: string): Promise<void> {
  const invitation = await findInvitation(platform.db, id);
  const organization = await organizationIfAny(platform);
  if (!invitation || !organization || invitation.expiresAt <= platform.clock.now()) return;
  const by = invitation.by === null ? undefined : await findUser(platform.db, invitation.by);
  const link = await platform.db.transaction((tx) => makeLink(tx, platform, 'invitation', id, invitation.expiresAt));
  const words = { organization: organization.name, by: by?.name ?? null, link };
  await platform.mailer.send(invitationMail(invitation.email, invitation.language, words));
}

/** Mails a reset link, if the address has an open account, and not more than a few an hour. */
async function mailReset(platform: Platform, email: string): Promise<void> {
  const user = await findUserByEmail(platform.db, email);
  const organization = await organizationIfAny(platform);
  const now = platform.clock.now();
  if (!user || !organization || user.kind === 'bot' || user.deactivatedAt !== null) return;
  if ((await linksSince(platform.db, 'reset', user.id, now - 3_600_000)) >= resetsAnHour) return;
  const link = await platform.db.transaction((tx) => makeLink(tx, platform, 'reset', user.id, now + resetLife));
  const language = user.language ?? organization.defaultLanguage;
  await platform.mailer.send(resetMail(email, language, { organization: organization.name, link }));
}

/** Declares this room's jobs. */
export function defineJobs(platform: Platform): void {
  platform.jobs.define('people.mail-invitation', ({ invitation }: { invitation: string }) =>
    mailInvitation(platform, invitation),
  );
  platform.jobs.define('people.mail-reset', ({ email }: { email: string }) => mailReset(platform, email));
  platform.jobs.every('17 * * * *', 'people.clear-expired', () =>
    platform.db.transaction((tx) => clearExpired(tx, platform.clock.now())),
  );
}
