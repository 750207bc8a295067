import type { Erasable } from '@rapport/platform';
import { erasableArrivals } from './channels/index.ts';
import { erasableContacts } from './contacts/index.ts';
import { erasableWords } from './conversations/index.ts';
import { erasableFiles } from './files/index.ts';
import { erasableCases } from './inbox/index.ts';
import { erasableConsents } from './policy/index.ts';
import { erasableLinks } from './signing/index.ts';

/**
 * What must go from backups too once it was erased (decision 39). Left out altogether: the index, which is read from the log again; answers to
 * calls that were kept for a day; uploads under way, whose bytes are in no backup either.
 */
export const erasable: Erasable = {
  needs: [
    ...erasableFiles.needs,
    ...erasableWords.needs,
    ...erasableContacts.needs,
    ...erasableCases.needs,
    ...erasableConsents.needs,
    ...erasableArrivals.needs,
  ],
  units: [
    erasableWords.versions,
    erasableFiles.blobs,
    erasableWords.unsaid,
    erasableContacts.contacts,
    erasableArrivals.arrivals,
  ],
  tables: [
    ...erasableFiles.tables,
    ...erasableWords.tables,
    ...erasableLinks,
    ...erasableContacts.tables,
    ...erasableCases.tables,
    ...erasableConsents.tables,
    ...erasableArrivals.tables,
  ],
  left: [
    { table: 'search_message' },
    { table: 'log_reader_stream', keep: `reader <> 'search'` },
    { table: 'idempotency' },
    { table: 'upload' },
  ],
};

/** Kinds of what may have been erased since a backup was taken, for whoever tells people. */
export const erasableKinds = { messages: 1, files: 2, contacts: 4 } as const;
