import type { Role } from '@rapport/contract';

/** Built-in roles are named in the reader's language, those of one's own as they were called. */
export const roleNameOf = (role: Pick<Role, 'key' | 'name'>, t: (key: NonNullable<Role['key']>) => string): string =>
  role.key === null ? role.name : t(role.key);
