import type { ErasableTable } from '@rapport/platform';

/** Under the key of the contact of whom a case is (decision 39): what was written of them goes with them. */
const kind = 4;
const ofCase = {
  kind,
  join: 'join customer_case k on k.id = t.case_id join contact_handle h on h.id = k.handle_id',
  id: 'h.contact_id',
} as const;

const tables: readonly ErasableTable[] = [
  {
    table: 'customer_case',
    kind,
    join: 'join contact_handle h on h.id = t.handle_id',
    id: 'h.contact_id',
    columns: ['title', 'labels'],
    blank: { title: null, labels: '{}' },
  },
  // Labels stand there, too.
  { table: 'case_event', ...ofCase, columns: ['data'], blank: { data: '{}' } },
  { table: 'case_follow_up', ...ofCase, columns: ['what'] },
  { table: 'case_complaint', ...ofCase, columns: ['outcome'], blank: { outcome: null } },
  { table: 'case_rating', ...ofCase, columns: ['comment'], blank: { comment: null } },
];

/** What of this room must go from backups too once it was erased. */
export const erasableCases = { needs: ['inbox/0001-init'], tables };
