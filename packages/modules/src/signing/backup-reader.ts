import type { ErasableTable } from '@rapport/platform';

/** What of this room must go from backups too once it was erased: whom a link to a message was for. `version_ev`: of the version shown. */
export const erasableLinks: readonly ErasableTable[] = [
  {
    table: 'signing_link',
    kind: 1,
    id: 't.conversation_id',
    n: 't.version_ev',
    columns: ['name', 'organization', 'mail'],
  },
];
