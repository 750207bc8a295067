import { z } from 'zod';
import { Instant, line, pageInput, pageOf, prose, RoleId, UserId, uuid } from './ids.ts';
import { command, done, query } from './method.ts';
import { BaseRole, Permission, ScopeKind } from './permissions.ts';

/** Where a grant or a question holds. `id` is absent for the organization. */
export const Scope = z.strictObject({ kind: ScopeKind, id: uuid().optional() });
export type Scope = z.infer<typeof Scope>;

/** A bundle of permissions. Built-in ones have a `key` and cannot be removed. */
export const Role = z.object({
  id: RoleId,
  key: BaseRole.nullable(),
  name: z.string(),
  purpose: z.string(),
  permissions: z.array(Permission),
  /** How many active people have it. */
  people: z.int(),
});
export type Role = z.infer<typeof Role>;

/** A role given to a person in addition to the base role. */
export const Grant = z.object({ id: z.uuid(), user: UserId, role: RoleId, scope: Scope, by: UserId.nullable(), at: Instant });
export type Grant = z.infer<typeof Grant>;

/** One act of an administrator, as kept. `detail` never holds secrets or content. */
export const AuditEntry = z.object({
  id: z.uuid(),
  at: Instant,
  /** Null for the house itself and its command line. */
  actor: UserId.nullable(),
  act: z.string(),
  subjectKind: z.string(),
  subject: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
  /** Where it was done from: an IP address, or `command-line`. */
  from: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const bundle = z.array(Permission).max(100);

export const accessMethods = {
  'access.roles': query({
    summary: 'All roles with their permissions',
    input: z.strictObject({}),
    output: z.object({ roles: z.array(Role) }),
  }),
  'access.createRole': command({
    summary: 'Make a role of the organization’s own',
    input: z.strictObject({ name: line(60), purpose: prose(500).default(''), permissions: bundle }),
    output: Role,
    errors: ['already-exists', 'quota-exceeded'],
  }),
  'access.changeRole': command({
    summary: 'Change a role; of built-in ones only the permissions, of the owner nothing',
    input: z.strictObject({
      role: RoleId,
      name: line(60).optional(),
      purpose: prose(500).optional(),
      permissions: bundle.optional(),
    }),
    output: Role,
    errors: ['not-found', 'already-exists', 'conflict'],
  }),
  'access.removeRole': command({
    summary: 'Remove a role of one’s own making, with its grants',
    input: z.strictObject({ role: RoleId }),
    output: done,
    errors: ['not-found', 'conflict'],
  }),
  'access.grants': query({
    summary: 'Roles granted beside the base role: of a person, at a scope, or all',
    input: z.strictObject({ ...pageInput, user: UserId.optional(), role: RoleId.optional(), scope: Scope.optional() }),
    output: pageOf(Grant),
  }),
  'access.grant': command({
    summary: 'Grant a role to a person at a scope; one may only give what one holds',
    input: z.strictObject({ user: UserId, role: RoleId, scope: Scope }),
    output: Grant,
    errors: ['not-found', 'conflict'],
  }),
  'access.revoke': command({
    summary: 'Take a granted role back',
    input: z.strictObject({ grant: uuid() }),
    output: done,
    errors: ['not-found'],
  }),
  'access.auditList': query({
    summary: 'What administrators did, newest first',
    input: z.strictObject({
      ...pageInput,
      actor: UserId.optional(),
      subject: z.string().max(80).optional(),
      act: z.string().max(80).optional(),
      after: Instant.optional(),
      before: Instant.optional(),
    }),
    output: pageOf(AuditEntry),
  }),
};
