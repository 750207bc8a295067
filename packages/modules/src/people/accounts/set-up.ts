import { Fault, type Output, type Parsed } from '@rapport/contract';
import { type Platform, secretHash } from '@rapport/platform';
import { createUsers } from '../directory/create-users.ts';
import { hasOwner } from '../directory/reader.ts';
import { ensureOrganization, organizationIfAny, tellChanged } from '../organization.ts';
import { checkPassword, passwordMin } from '../policy.ts';
import { audit, lockOrganization, updateOrganization } from '../writer.ts';
import { makeLink, useLink } from './links.ts';
import { type From, openSession, type SignedIn } from './open-session.ts';
import { passwordsOf } from './passwords.ts';
import { findLink } from './reader.ts';
import { endLinks, setPassword } from './writer.ts';

const linkLife = 30 * 86_400_000;

/** What the first page needs to know: nothing that is a secret. */
export async function setUpState(platform: Platform): Promise<Output<'people.setUpState'>> {
  const organization = await organizationIfAny(platform);
  return {
    needed: !(await hasOwner(platform.db)),
    organizationName: organization?.name ?? null,
    defaultLanguage: organization?.defaultLanguage ?? 'zh-CN',
    languages: ['zh-CN', 'en'],
    mail: platform.mailer.available,
    passwordMin,
  };
}

/**
 * The one-time link with which the first owner sets the house up; a new one at every start of every node, and each works until the first
 * was used. Undefined once there is an owner.
 */
export async function setUpLink(platform: Platform): Promise<string | undefined> {
  return platform.db.transaction(async (tx) => {
    if (await hasOwner(tx)) return undefined;
    return makeLink(tx, platform, 'set-up', null, platform.clock.now() + linkLife);
  });
}

/** Sets up the organization with its owner, and signs the owner in. Only the holder of the link can (PE12). */
export async function setUp(platform: Platform, input: Parsed<'people.setUp'>, from: From): Promise<SignedIn> {
  if (await hasOwner(platform.db)) throw new Fault('set-up-done');
  const now = platform.clock.now();
  // Before the password is hashed: strangers must not make the server work.
  if (!(await findLink(platform.db, 'set-up', secretHash(input.token), now))) throw new Fault('link-not-valid');
  checkPassword(input.password, [input.name, input.email, input.organizationName]);
  const hash = await passwordsOf(platform).hash(input.password);
  return platform.db.transaction(async (tx) => {
    await lockOrganization(tx);
    if (await hasOwner(tx)) throw new Fault('set-up-done');
    await useLink(tx, platform, 'set-up', input.token);
    const name = input.organizationName.normalize('NFC');
    const organization = await ensureOrganization(tx, platform, { name, language: input.language });
    const settings = input.timeZone === undefined ? {} : { timeZone: input.timeZone };
    await updateOrganization(tx, { name, defaultLanguage: input.language, settings });
    tellChanged(tx, platform, 'organization', organization.id);
    const draft = { name: input.name, email: input.email, role: 'owner', language: input.language } as const;
    const [user] = await createUsers(tx, platform, null, [draft]);
    await setPassword(tx, user!, hash, now);
    await endLinks(tx, 'set-up', null);
    await audit(tx, {
      at: now,
      actor: user!,
      act: 'organization.set-up',
      subjectKind: 'organization',
      subject: organization.id,
      from: from.ip,
    });
    return openSession(tx, platform, user!, from);
  });
}
