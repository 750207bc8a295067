import type { Room } from '@rapport/platform';
import { defineJobs } from './accounts/jobs.ts';
import type { Actor } from './actor.ts';
import { routes } from './routes.ts';

export { confirmPresence } from './accounts/confirm-presence.ts';
export { sessionLife } from './accounts/open-session.ts';
export { type Credential, credentialsBySecret, findCredential, openCredentials } from './accounts/reader.ts';
export { setUpLink } from './accounts/set-up.ts';
export { createBot, createBotToken } from './accounts/tokens.ts';
export { touchSessions, touchTokens } from './accounts/writer.ts';
export type { Actor, ScopedPermissions } from './actor.ts';
export { can, type Place, requirePermission } from './can.ts';
export { checkCredentials, createBotUser, createTokenFor, createUser } from './command-line.ts';
export { placeOf } from './directory/change-user.ts';
export { createUsers, type UserDraft } from './directory/create-users.ts';
export { listPeople } from './directory/list-people.ts';
export { type MailablePerson, mailablePeople, mailablePerson } from './directory/mailable-reader.ts';
export {
  actorRows,
  countByRole,
  departmentTree,
  findUser,
  mentionedNames,
  peopleByIds,
  peopleOfDepartments,
  someoneActs,
  someoneLost,
  type UserRow,
} from './directory/reader.ts';
export { requireVisiblePeople } from './directory/require-visible-people.ts';
export { namesAmong, peopleNamed, searchPeople } from './directory/search-people.ts';
export { firstOwner, type MatchedUser, usersByEmail, usersForMatching } from './directory/unclaimed-reader.ts';
export { keptUntilChanged } from './kept.ts';
export { type Matchable, matchable, matchName, nameKeys, typedName } from './name-keys.ts';
export {
  appendToOrganization,
  organizationIfAny,
  organizationSettings,
  organizationStreamEv,
} from './organization.ts';
export { mayRank, pathUp } from './policy.ts';
export { tellPowers } from './powers.ts';
export { auditEntries, findOrganization, visibleAmong, visiblePeoplePredicate, visibleToGuests } from './reader.ts';
export { audit, noteLeft, noteMembers } from './writer.ts';

/** Who belongs to the organization and how they prove it. */
export const peopleRoom: Room<Actor> = {
  name: 'people',
  routes,
  start: async (platform) => {
    defineJobs(platform);
    return undefined;
  },
};
