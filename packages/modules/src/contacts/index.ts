import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { routes } from './routes.ts';
import { declareImports } from './transfer/imports.ts';
import { serveContacts } from './transfer/serve-contacts.ts';

export { erasableContacts } from './backup-reader.ts';
export { calledSql } from './called-reader.ts';
export { eraseContact } from './erase-contact.ts';
export { contactsNamed } from './look-up.ts';
export { handlesEver, handlesEverOf, ownersOf, sureAddresses } from './owner-reader.ts';
export { comparedAddress, spellingsOf } from './policy.ts';
export { isContact } from './present.ts';
export { handlesOf, remarksUntil, seenHandleIds, seenHandleRow } from './reader.ts';
export { contactOfHandle, handleOfContact } from './seen-handle.ts';
export {
  fieldOfGroup,
  handlesAt,
  lockedStanding,
  type StandingHandle,
  sameAddress,
  standingOfContact,
  standingOfHandle,
} from './standing-reader.ts';
export { type ContactsReport, exportContacts, importContacts } from './transfer/contacts-file.ts';
export { isUnnamed, visitorName } from './unnamed.ts';

/** People and firms outside, and how channels know them. */
export const contactsRoom: Room<Actor> = {
  name: 'contacts',
  routes,
  http: async (app, platform, authenticate) => serveContacts(app, platform, authenticate),
  async start(platform) {
    declareImports(platform);
    return undefined;
  },
};
