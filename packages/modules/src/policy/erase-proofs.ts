import type { ErasableTable, LogEntry, Platform, Tx } from '@rapport/platform';
import { LogReader } from '@rapport/platform';
import { blankProofs } from './writer.ts';

/** Kind 4 of key books is a contact. That somebody agreed stands when they are erased; the words that show it go. */
const consents: ErasableTable = {
  table: 'contact_consent',
  kind: 4,
  id: 't.contact_id',
  columns: ['proof'],
  blank: { proof: '' },
};

/** What of this room must go from backups too once a contact was erased. */
export const erasableConsents = { needs: ['policy/0003-erasure'], tables: [consents] };

async function eraseProofs(tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const erased = entries.filter(({ type }) => type === 'contact.erased').map(({ stream }) => stream);
  if (erased.length > 0) await blankProofs(tx, erased);
}

/** Follows contacts that are erased. */
export const proofEraser = (platform: Platform): LogReader =>
  new LogReader(platform, { name: 'policy', kinds: ['contact'], handle: eraseProofs });
