import { Fault, type Organization, type OrganizationSettings } from '@rapport/contract';
import { logHead, newId, type Platform, type Queryable, type Tx } from '@rapport/platform';
import { keptUntilChanged } from './kept.ts';
import { builtInSettings, findOrganization } from './reader.ts';
import { insertOrganization, lockOrganization } from './writer.ts';

/** One per house; none before the first user was made. */
const organizationInMemory = (platform: Platform): (() => Promise<Organization | undefined>) =>
  keptUntilChanged(
    platform,
    (what) => what === 'organization',
    () => findOrganization(platform.db),
  );

/** The organization, from memory. Throws before the first user was made. */
export async function organizationOf(platform: Platform): Promise<Organization> {
  const organization = await platform.keep(organizationInMemory)();
  if (!organization) throw new Fault('not-found', { what: 'organization' });
  return organization;
}

/** The organization, or undefined before the first user was made. */
export const organizationIfAny = (platform: Platform): Promise<Organization | undefined> => platform.keep(organizationInMemory)();

/** What the organization decided for everybody, from memory. */
export const organizationSettings = async (platform: Platform): Promise<OrganizationSettings> =>
  (await organizationOf(platform)).settings;

/** The newest `ev` of the organization's stream; 0 before there is one. */
export async function organizationStreamEv(platform: Platform): Promise<number> {
  const organization = await organizationIfAny(platform);
  return organization ? logHead(platform.db, organization.stream) : 0;
}

/** Makes the organization when there is none: the first user does so, by the set-up link or the command line. */
export async function ensureOrganization(
  tx: Tx,
  platform: Platform,
  wanted: { name: string; language: Organization['defaultLanguage'] },
): Promise<Organization> {
  const before = await findOrganization(tx);
  if (before) return before;
  await lockOrganization(tx);
  const meanwhile = await findOrganization(tx);
  if (meanwhile) return meanwhile;
  const id = newId();
  const stream = newId();
  await platform.log.create(tx, stream, 'organization');
  await insertOrganization(tx, { id, stream, name: wanted.name, language: wanted.language, at: platform.clock.now() });
  tellChanged(tx, platform, 'organization', id);
  return { id, stream, name: wanted.name, defaultLanguage: wanted.language, settings: builtInSettings };
}

/** What changed in the organization's stream; `subject` is the person, department or role. */
export interface OrganizationChange {
  type: 'user.changed' | 'department.changed' | 'organization.changed' | 'role.changed';
  subject: string | null;
}

/** Appends to the organization's stream and drops what is cached of the subjects, after the commit (PE10). */
export async function appendToOrganization(
  tx: Tx,
  platform: Platform,
  actor: string | null,
  changes: readonly OrganizationChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const organization = await mustFind(tx);
  await platform.log.append(
    tx,
    organization.stream,
    changes.map(({ type, subject }) => ({
      type,
      actor,
      ...(subject === null ? {} : { subject }),
      live: () => ({ subject }),
    })),
  );
  for (const { type, subject } of changes) tellChanged(tx, platform, type.split('.')[0]!, subject ?? organization.id);
}

async function mustFind(q: Queryable): Promise<Organization> {
  const organization = await findOrganization(q);
  if (!organization) throw new Error('There is no organization yet.');
  return organization;
}

/** Drops what is cached under this key, here and on other nodes, after the commit. */
export function tellChanged(tx: Tx, platform: Platform, what: string, id: string): void {
  tx.afterCommit(() => platform.bus.publish('changed', { what, id }));
}

/** Ends sessions and tokens at once, after the commit: sockets are cut, caches dropped (PE5). */
export function tellRevoked(tx: Tx, platform: Platform, user: string, sessions: string[] | 'all'): void {
  if (sessions !== 'all' && sessions.length === 0) return;
  tx.afterCommit(() => platform.bus.publish('revoked', { user, sessions }));
}
