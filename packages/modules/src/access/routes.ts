import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { auditList } from './audit-list.ts';
import { grantRole, listGrants, revokeGrant } from './grants.ts';
import { changeRole, createRole, listRoles, removeRole } from './roles.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'access.roles': on(listRoles),
    'access.createRole': on(createRole),
    'access.changeRole': on(changeRole),
    'access.removeRole': on(removeRole),
    'access.grants': on(listGrants),
    'access.grant': on(grantRole),
    'access.revoke': on(revokeGrant),
    'access.auditList': on(auditList),
  };
}
