import type { ErasableTable, ErasableUnits } from '@rapport/platform';

/** As key books have it: forever the same. */
const kind = 4;

/** Each contact has a key; one that was merged, its own. */
const contacts: ErasableUnits = {
  kind,
  sql: 'select id, 0 as n, 0 as gen, key, erased_at is not null as dead from contact order by 1',
};

const ofContact = { kind, id: 't.contact_id' } as const;

const tables: readonly ErasableTable[] = [
  {
    table: 'contact',
    kind,
    id: 't.id',
    columns: ['key', 'name', 'sort_key', 'kind', 'labels', 'owner_id', 'type_id', 'company_id', 'erased_at'],
    blank: {
      key: null,
      name: '',
      sort_key: '',
      kind: 'other',
      labels: '{}',
      owner_id: null,
      type_id: null,
      company_id: null,
      erased_at: 'now',
    },
  },
  { table: 'contact_datum', ...ofContact, columns: ['field', 'use', 'value', 'source', 'by_id', 'ended_by'] },
  // Conversations hang on it.
  {
    table: 'contact_handle',
    ...ofContact,
    columns: ['value', 'scope', 'ended_at'],
    blank: { value: '', scope: '', ended_at: 'now' },
  },
  { table: 'contact_key', ...ofContact, columns: ['key'] },
  { table: 'contact_import_key', ...ofContact, columns: ['key', 'said_hash'] },
  { table: 'contact_remark', ...ofContact, columns: ['author_id', 'text', 'edited_at'] },
];

/** What of this room must go from backups too once it was erased. */
export const erasableContacts = { needs: ['contacts/0002-erasure', 'contacts/0003-transfer'], contacts, tables };
