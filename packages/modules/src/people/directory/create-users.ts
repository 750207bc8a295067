import { type BaseRole, Email, Fault, personName, type User } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import { appendToOrganization } from '../organization.ts';
import { kindOfRole } from '../policy.ts';
import { insertUsers, setDepartments } from './writer.ts';

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
  /** An account that cannot be used, for authors of imported messages who have left. */
  deactivated?: boolean;
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

/** Makes users in the caller's transaction and answers their ids in order. `already-exists` when an address is taken (PE1). */
export async function createUsers(
  tx: Tx,
  platform: Platform,
  actor: string | null,
  drafts: readonly UserDraft[],
): Promise<string[]> {
  const now = platform.clock.now();
  const users = drafts.map((draft) => {
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
      deactivatedAt: draft.deactivated ? now : null,
      departments: draft.departments ?? [],
    };
  });
  try {
    await insertUsers(tx, users);
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
