import type { Caller } from '@rapport/platform';

/** Who acts, as every action receives it. Built by `access` from a session or a token; cached until something of it changes. */
export interface Actor extends Caller {
  /** User id. */
  user: string;
  /** Session or token id. */
  session: string;
  name: string;
  kind: 'member' | 'guest' | 'bot';
  /** Permissions in the whole organization; narrower scopes are asked with `can()`. */
  permissions: ReadonlySet<string>;
  /** Own department and those above it: whoever mentions one of them mentions this person. */
  departments: readonly string[];
  /** Roles by key: owner, admin, member, guest and the organization's own. */
  roles: readonly string[];
}
