import type { Handlers, Origin, Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { auditList } from './audit-list.ts';
import { grantRole, listGrants, revokeGrant } from './grants.ts';
import { changeRole, createRole, listRoles, removeRole } from './roles.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on =
    <I>(action: (platform: Platform, actor: Actor, input: I, ip: string) => Promise<unknown>) =>
    (actor: Actor, input: I, origin: Origin) =>
      action(p, actor, input, origin.ip);
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
