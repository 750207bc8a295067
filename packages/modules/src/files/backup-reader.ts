import type { ErasableTable, ErasableUnits } from '@rapport/platform';

/** As key books have it. */
const kind = 2;

/** Stored bytes; those whose key was destroyed are dead, for good. */
const blobs: ErasableUnits = {
  kind,
  sql: `select id, 0 as n, 0 as gen, wrapped_key as key, wrapped_key is null as dead from blob
    union all select id, 0, 0, null, true from blob_gone where id not in (select id from blob) order by 1`,
};

const ofFile = { kind, join: 'join file f on f.id = t.file_id' } as const;

const tables: readonly ErasableTable[] = [
  {
    table: 'blob',
    kind,
    id: 't.id',
    columns: ['wrapped_key', 'doomed_at'],
    // Its bytes are cleaned up where it is restored.
    blank: { wrapped_key: null, doomed_at: 'now' },
  },
  {
    table: 'file',
    kind,
    id: 't.blob_id',
    columns: ['name', 'type', 'charset', 'width', 'height', 'duration', 'blur', 'digest'],
  },
  // A preview may go before its file does; its row goes with its own bytes.
  { table: 'file_preview', kind, id: 't.blob_id', columns: ['size'] },
  { table: 'file_pdf', ...ofFile, id: 'coalesce(t.blob_id, f.blob_id)', columns: ['state', 'reason'] },
  { table: 'file_reference', ...ofFile, id: 'f.blob_id', columns: ['kind', 'referrer', 'within'] },
];

/** What of this room must go from backups too once it was erased. */
export const erasableFiles = { needs: ['files/0005-gone-blobs'], blobs, tables };
