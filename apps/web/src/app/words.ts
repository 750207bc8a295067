import { access } from '../features/access/words.ts';
import { archive } from '../features/archive/words.ts';
import { attention } from '../features/attention/words.ts';
import { channels } from '../features/channels/words.ts';
import { commitments } from '../features/commitments/words.ts';
import { contacts } from '../features/contacts/words.ts';
import { customers } from '../features/customers/words.ts';
import { exports } from '../features/exports/words.ts';
import { files } from '../features/files/words.ts';
import { forms } from '../features/forms/words.ts';
import { health } from '../features/health/words.ts';
import { inbox } from '../features/inbox/words.ts';
import { inboxSettings } from '../features/inbox-settings/words.ts';
import { panels } from '../features/panels/words.ts';
import { settings } from '../features/people/settings/words.ts';
import { people } from '../features/people/words.ts';
import { policy } from '../features/policy/words.ts';
import { records } from '../features/records/words.ts';
import { reports } from '../features/reports/words.ts';
import { retention } from '../features/retention/words.ts';
import { search } from '../features/search/words.ts';
import { signing } from '../features/signing/words.ts';
import { coreWords } from './core-words.ts';

/** Every phrase of the client by feature, in both languages: for types and checks; the page loads packs of one language. */
export const allWords = {
  ...coreWords,
  access,
  archive,
  attention,
  channels,
  commitments,
  contacts,
  customers,
  exports,
  files,
  forms,
  health,
  inbox,
  inboxSettings,
  panels,
  people,
  policy,
  records,
  reports,
  retention,
  search,
  settings,
  signing,
};
