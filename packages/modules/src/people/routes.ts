import type { Parsed } from '@rapport/contract';
import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import {
  acceptInvitation,
  checkAddresses,
  invite,
  listInvitations,
  lookAtInvitation,
  revokeInvitation,
} from './accounts/invitations.ts';
import { me } from './accounts/me.ts';
import { changePassword, createResetLink, requestReset, resetPassword } from './accounts/reset-password.ts';
import { confirmSecondFactor, disableSecondFactor, renewRecoveryCodes, startSecondFactor } from './accounts/second-factor.ts';
import { endSessionsOf, listSessions, listSessionsOf, revokeOtherSessions, revokeSession, signOut } from './accounts/sessions.ts';
import { setUp, setUpState } from './accounts/set-up.ts';
import { signIn } from './accounts/sign-in.ts';
import { createBot, createBotToken, createToken, listTokens, revokeToken } from './accounts/tokens.ts';
import type { Actor } from './actor.ts';
import { changeOrganization } from './directory/change-organization.ts';
import { changeProfile } from './directory/change-profile.ts';
import { changeUser, deactivateUser, reactivateUser } from './directory/change-user.ts';
import { changedSince } from './directory/changed-since.ts';
import { changeDepartment, createDepartment, listDepartments, removeDepartment } from './directory/departments.ts';
import { getPeople, listPeople } from './directory/list-people.ts';
import { searchPeople } from './directory/search-people.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'people.setUpState': () => setUpState(p),
    'people.setUp': (_, input: Parsed<'people.setUp'>, origin) => setUp(p, input, origin),
    'people.signIn': (_, input: Parsed<'people.signIn'>, origin) => signIn(p, input, origin),
    'people.signOut': (actor, _, origin) => signOut(p, actor, origin),
    'people.me': on(me),
    'people.invitation': (_, input: Parsed<'people.invitation'>) => lookAtInvitation(p, input),
    'people.acceptInvitation': (_, input: Parsed<'people.acceptInvitation'>, origin) => acceptInvitation(p, input, origin),
    'people.requestReset': (_, input: Parsed<'people.requestReset'>) => requestReset(p, input),
    'people.resetPassword': (_, input: Parsed<'people.resetPassword'>) => resetPassword(p, input),
    'people.changePassword': on(changePassword),
    'people.startSecondFactor': on(startSecondFactor),
    'people.confirmSecondFactor': on(confirmSecondFactor),
    'people.disableSecondFactor': on(disableSecondFactor),
    'people.renewRecoveryCodes': on(renewRecoveryCodes),
    'people.sessions': on(listSessions),
    'people.revokeSession': on(revokeSession),
    'people.revokeOtherSessions': on(revokeOtherSessions),
    'people.sessionsOf': on(listSessionsOf),
    'people.endSessionsOf': on(endSessionsOf),
    'people.tokens': on(listTokens),
    'people.createToken': on(createToken),
    'people.createBot': on(createBot),
    'people.createBotToken': on(createBotToken),
    'people.revokeToken': on(revokeToken),
    'people.invite': on(invite),
    'people.checkAddresses': on(checkAddresses),
    'people.invitations': on(listInvitations),
    'people.revokeInvitation': on(revokeInvitation),
    'people.createResetLink': on(createResetLink),
    'people.list': on(listPeople),
    'people.get': on(getPeople),
    'people.search': on(searchPeople),
    'people.changedSince': on(changedSince),
    'people.changeProfile': on(changeProfile),
    'people.changeUser': on(changeUser),
    'people.deactivate': on(deactivateUser),
    'people.reactivate': on(reactivateUser),
    'people.departments': on(listDepartments),
    'people.createDepartment': on(createDepartment),
    'people.changeDepartment': on(changeDepartment),
    'people.removeDepartment': on(removeDepartment),
    'people.changeOrganization': on(changeOrganization),
  };
}
