import type { Permission, ScopeKind } from '@rapport/contract';
import type { Caller } from '@rapport/platform';

/** Permissions held at one narrower scope than the organization. */
export interface ScopedPermissions {
  kind: Exclude<ScopeKind, 'organization'>;
  id: string;
  permissions: ReadonlySet<Permission>;
}

/** Who acts, as every action receives it. Built by `access` from a session or a token; cached until something of it changes. */
export interface Actor extends Caller {
  /** User id. */
  user: string;
  /** Session or token id. */
  session: string;
  name: string;
  kind: 'member' | 'guest' | 'bot';
  /** Permissions in the whole organization; narrower scopes are asked with `can()`. */
  permissions: ReadonlySet<Permission>;
  /** What is held in single departments, conversations, inboxes. */
  scoped: readonly ScopedPermissions[];
  /** Own department and those above it: whoever mentions one of them mentions this person. */
  departments: readonly string[];
  /** Roles by key: owner, admin, member, guest and the organization's own (by id). */
  roles: readonly string[];
}
