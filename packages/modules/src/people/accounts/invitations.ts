import { Fault, type Invitation, type Organization, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, secretHash, type Tx } from '@rapport/platform';
import type { Actor } from '../actor.ts';
import { departmentsWhere, requirePermission } from '../can.ts';
import { placeOf } from '../directory/change-user.ts';
import { createUsers } from '../directory/create-users.ts';
import { departmentTree, findUser, knownEmails } from '../directory/reader.ts';
import { organizationOf } from '../organization.ts';
import { checkPassword } from '../policy.ts';
import { audit } from '../writer.ts';
import { makeLink, useLink } from './links.ts';
import { type From, openSession, type SignedIn } from './open-session.ts';
import { passwordsOf } from './passwords.ts';
import { findInvitation, findLink, openInvitations } from './reader.ts';
import { endLinks, insertInvitation, markInvitationAccepted, markInvitationRevoked, setPassword } from './writer.ts';

const day = 86_400_000;
const openMost = 2_000;

async function inviteOne(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  email: string,
  input: Parsed<'people.invite'>,
  organization: Organization,
): Promise<{ invitation: Invitation; link: string | null }> {
  const now = platform.clock.now();
  const id = newId(now);
  const expiresAt = now + organization.settings.invitationDays * day;
  await insertInvitation(tx, {
    id,
    email,
    role: input.role,
    department: input.department ?? null,
    language: input.language ?? organization.defaultLanguage,
    by: actor.user,
    now,
    expiresAt,
  });
  // The link is made when the mail is sent: a secret must not wait in the queue of jobs.
  if (platform.mailer.available) await platform.jobs.enqueue(tx, 'people.mail-invitation', { invitation: id });
  const link = platform.mailer.available ? null : await makeLink(tx, platform, 'invitation', id, expiresAt);
  return { invitation: (await findInvitation(tx, id))!, link };
}

/** Invites people by email. Without SMTP the inviter hands out the links. */
export async function invite(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.invite'>,
  from: string,
): Promise<Output<'people.invite'>> {
  const organization = await organizationOf(platform);
  return platform.db.transaction(async (tx) => {
    const place = await placeOf(tx, input.department === undefined ? [] : [input.department]);
    requirePermission(actor, 'people.invite', place);
    if (input.department !== undefined && !(await departmentTree(tx)).has(input.department))
      throw new Fault('not-found', { what: 'department' });
    if ((await openInvitations(tx, platform.clock.now())).length + input.emails.length > openMost)
      throw new Fault('quota-exceeded', { quota: `${openMost}` });
    const known = new Set((await knownEmails(tx, input.emails)).map(({ email }) => email));
    const invited: Output<'people.invite'>['invited'] = [];
    for (const email of new Set(input.emails))
      if (!known.has(email)) invited.push(await inviteOne(tx, platform, actor, email, input, organization));
    for (const { invitation } of invited)
      await audit(tx, {
        at: platform.clock.now(),
        actor: actor.user,
        act: 'user.invited',
        subjectKind: 'invitation',
        subject: invitation.id,
        detail: { role: invitation.role },
        from,
      });
    return { invited, known: [...known] };
  });
}

/** Open invitations that the actor may take back; `forbidden` to who may invite nowhere. */
async function invitationsOf(platform: Platform, actor: Actor): Promise<Invitation[]> {
  const own = departmentsWhere(actor, 'people.invite', await departmentTree(platform.db));
  if (own?.size === 0) requirePermission(actor, 'people.invite');
  const open = await openInvitations(platform.db, platform.clock.now());
  return own === undefined ? open : open.filter(({ department }) => department !== null && own.has(department));
}

/** Which addresses need no invitation, or have one already. */
export async function checkAddresses(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.checkAddresses'>,
): Promise<Output<'people.checkAddresses'>> {
  const open = await invitationsOf(platform, actor);
  const asked = new Set(input.emails);
  const known = (await knownEmails(platform.db, [...asked])).map(({ email }) => email);
  return { known, invited: open.map(({ email }) => email).filter((email) => asked.has(email)) };
}

/** Open invitations, newest first. */
export async function listInvitations(platform: Platform, actor: Actor): Promise<Output<'people.invitations'>> {
  return { invitations: await invitationsOf(platform, actor) };
}

/** Takes an invitation back: its link ends. */
export async function revokeInvitation(
  platform: Platform,
  actor: Actor,
  input: Parsed<'people.revokeInvitation'>,
  from: string,
): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const invitation = await findInvitation(tx, input.invitation);
    requirePermission(actor, 'people.invite', await placeOf(tx, invitation?.department ? [invitation.department] : []));
    if (!invitation) throw new Fault('not-found', { what: 'invitation' });
    const at = platform.clock.now();
    await markInvitationRevoked(tx, invitation.id, at);
    await endLinks(tx, 'invitation', invitation.id);
    const subject = invitation.id;
    await audit(tx, { at, actor: actor.user, act: 'invitation.revoked', subjectKind: 'invitation', subject, from });
  });
  return {};
}

/** What stands behind an invitation's link, before anything is decided. */
export async function lookAtInvitation(
  platform: Platform,
  input: Parsed<'people.invitation'>,
): Promise<Output<'people.invitation'>> {
  const now = platform.clock.now();
  const link = await findLink(platform.db, 'invitation', secretHash(input.token), now);
  const invitation = link?.subject ? await findInvitation(platform.db, link.subject) : undefined;
  if (!invitation || invitation.expiresAt <= now) throw new Fault('link-not-valid');
  const by = invitation.by === null ? undefined : await findUser(platform.db, invitation.by);
  return {
    organizationName: (await organizationOf(platform)).name,
    email: invitation.email,
    role: invitation.role,
    language: invitation.language,
    invitedBy: by?.name ?? null,
    expiresAt: invitation.expiresAt,
  };
}

/** Joins with an invitation, and signs in. */
export async function acceptInvitation(
  platform: Platform,
  input: Parsed<'people.acceptInvitation'>,
  from: From,
): Promise<SignedIn> {
  const seen = await lookAtInvitation(platform, input);
  checkPassword(input.password, [input.name, seen.email, seen.organizationName]);
  const hash = await passwordsOf(platform).hash(input.password);
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    const id = await useLink(tx, platform, 'invitation', input.token);
    const invitation = id === null ? undefined : await findInvitation(tx, id);
    if (!invitation || invitation.expiresAt <= now) throw new Fault('link-not-valid');
    const [user] = await createUsers(tx, platform, invitation.by, [
      {
        name: input.name,
        email: invitation.email,
        role: invitation.role,
        language: input.language ?? invitation.language,
        timeZone: input.timeZone ?? null,
        departments: invitation.department === null ? [] : [invitation.department],
      },
    ]);
    await markInvitationAccepted(tx, invitation.id, user!);
    await setPassword(tx, user!, hash, now);
    return openSession(tx, platform, user!, from);
  });
}
