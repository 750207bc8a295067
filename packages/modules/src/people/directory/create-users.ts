import { type BaseRole, Email, Fault, personName, type User } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import { appendToOrganization } from '../organization.ts';
import { kindOfRole } from '../policy.ts';
import { unclaimedByEmail } from './unclaimed-reader.ts';
import { claimUser, insertUsers, type NewUser, setDepartments } from './writer.ts';

/** A person to be, from set-up, an invitation, the command line or an import. */
export interface UserDraft {
  name: string;
  role: BaseRole;
  bot?: boolean;
  email?: string | null;
  title?: string;
  language?: User['language'] | null;
  timeZone?: string | null;
  departments?: readonly string[];
  /** Unix ms, for imports; now when absent. */
  createdAt?: number;
  /** A closed account. */
  deactivated?: boolean;
  /** Made by an import: closed and without a sign-in, until somebody with the same address comes (PE15). */
  unclaimed?: boolean;
}

/** Drafts from the command line and imports have not passed the contract. */
function checked(draft: UserDraft): { name: string; email: string | null } {
  const name = personName.safeParse(draft.name);
  if (!name.success) throw new Fault('invalid-input', { field: 'name', reason: name.error.issues[0]!.message });
  if (draft.email == null) return { name: name.data, email: null };
  const email = Email.safeParse(draft.email);
  if (!email.success) throw new Fault('invalid-input', { field: 'email', reason: email.error.issues[0]!.message });
  return { name: name.data, email: email.data };
}

type Wanted = NewUser & { departments: readonly string[] };

/** Who comes with an unclaimed user's address becomes that user (PE15); the others are new. */
async function claimThoseThere(tx: Tx, users: Wanted[]): Promise<Wanted[]> {
  const emails = users.flatMap((u) => (u.unclaimed || u.email === null ? [] : [u.email]));
  if (emails.length === 0) return users;
  const there = new Map((await unclaimedByEmail(tx, emails)).map(({ email, id }) => [email, id]));
  const fresh: Wanted[] = [];
  for (const user of users) {
    const id = user.unclaimed || user.email === null ? undefined : there.get(user.email);
    if (id === undefined) fresh.push(user);
    else {
      user.id = id;
      await claimUser(tx, user);
    }
  }
  return fresh;
}

/** Makes users in the caller's transaction and answers their ids in order. `already-exists` when an address is taken (PE1). */
export async function createUsers(
  tx: Tx,
  platform: Platform,
  actor: string | null,
  drafts: readonly UserDraft[],
): Promise<string[]> {
  const now = platform.clock.now();
  const users = drafts.map((draft): Wanted => {
    return {
      ...checked(draft),
      id: newId(now),
      kind: draft.bot ? ('bot' as const) : kindOfRole(draft.role),
      role: draft.role,
      title: draft.title ?? '',
      language: draft.language ?? null,
      timeZone: draft.timeZone ?? null,
      createdBy: actor,
      at: draft.createdAt ?? now,
      deactivatedAt: draft.deactivated || draft.unclaimed ? now : null,
      unclaimed: draft.unclaimed ?? false,
      departments: draft.departments ?? [],
    };
  });
  const fresh = await claimThoseThere(tx, users);
  try {
    await insertUsers(tx, fresh);
  } catch (error) {
    if (pgCode(error) === '23505') throw new Fault('already-exists', { what: 'email' });
    throw error;
  }
  for (const user of users) if (user.departments.length > 0) await setDepartments(tx, user.id, user.departments);
  await appendToOrganization(
    tx,
    platform,
    actor,
    users.map(({ id }) => ({ type: 'user.changed', subject: id })),
  );
  return users.map(({ id }) => id);
}
