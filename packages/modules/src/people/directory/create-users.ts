import { type BaseRole, Email, Fault, personName, type User } from '@rapport/contract';
import { newId, type Platform, pgCode, type Tx } from '@rapport/platform';
import { z } from 'zod';
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

const Checked = z.object({ name: personName, email: Email.nullish() });

/** Makes users in the caller's transaction and answers their ids in order. `already-exists` when an address is taken (PE1). */
export async function createUsers(
  tx: Tx,
  platform: Platform,
  actor: string | null,
  drafts: readonly UserDraft[],
): Promise<string[]> {
  const now = platform.clock.now();
  const users = drafts.map((draft) => {
    const checked = Checked.safeParse(draft);
    if (!checked.success) {
      const issue = checked.error.issues[0]!;
      throw new Fault('invalid-input', { field: issue.path.join('/'), reason: issue.message });
    }
    return {
      id: newId(now),
      kind: draft.bot ? ('bot' as const) : kindOfRole(draft.role),
      role: draft.role,
      name: checked.data.name,
      title: draft.title ?? '',
      email: checked.data.email ?? null,
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
