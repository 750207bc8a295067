import type { ErasableTable, ErasableUnits } from '@rapport/platform';

/** As key books have it: forever the same. */
const kind = 5;

/** What came by a channel has a key of its own while its bytes are kept; what lies in the store has the store's. */
const arrivals: ErasableUnits = {
  kind,
  sql: 'select id, 0 as n, 0 as gen, key, raw is null and blob_id is null as dead from ingress_item order by 1',
};

const tables: readonly ErasableTable[] = [
  { table: 'ingress_item', kind, id: 't.id', columns: ['key', 'raw'], blank: { key: null, raw: null } },
  // The wire's ids go with the words: the key of the message's first version.
  {
    table: 'native_message',
    kind: 1,
    join: 'join message m on m.conversation_id = t.conversation_id and m.seq = t.seq',
    id: 't.conversation_id',
    n: 'm.ev',
    columns: ['native_id', 'thread'],
  },
];

/** What of this room must go from backups too once it was erased. */
export const erasableArrivals = { needs: ['channels/0001-init'], arrivals, tables };
