import type { ContactImport } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { audit } from '../../access/index.ts';
import type { Teller } from '../data.ts';
import { bringIn, nothingYet, ownOf, preview } from './bring-in.ts';
import { readCards } from './read-cards.ts';
import { columnsOf, walkContacts } from './walk-contacts.ts';
import { csvHead, csvRow, vcard } from './write-cards.ts';

export interface ContactsRun {
  bytes: Uint8Array;
  /** Tells what would be done; nothing is written. */
  dryRun: boolean;
  /** Also contacts of which something does not fit, without it. */
  partly: boolean;
  progress?(done: number, total: number): void;
}

export type ContactsReport = Pick<
  ContactImport,
  'format' | 'total' | 'made' | 'changed' | 'same' | 'refused' | 'alike' | 'troubles' | 'ignored'
> & {
  /** Remarks that were left out: nobody wrote them here. */
  remarks: number;
};

/** Cards between two looks at how far it is. */
const atOnce = 50;

/** Contacts out of a file, by whoever has the machine: nobody of the house says it (CT7). */
export async function importContacts(
  platform: Platform,
  { bytes, dryRun, partly, progress }: ContactsRun,
): Promise<ContactsReport> {
  const { format, cards, ignored } = readCards(bytes, await ownOf(platform.db));
  const troubles = cards.flatMap((card) => card.troubles);
  const nobody: Teller = { user: null, source: 'import' };
  let tally = dryRun ? await preview(platform.db, cards, partly) : nothingYet;
  for (let at = 0; !dryRun && at < cards.length; at += atOnce) {
    const taken = await bringIn(platform, nobody, cards.slice(at, at + atOnce), { partly, tally });
    tally = taken.tally;
    troubles.push(...taken.troubles);
    progress?.(tally.done, cards.length);
  }
  const { done: total, ...counts } = tally;
  const remarks = cards.filter(({ remark }) => remark !== undefined).length;
  return { format, total, ...counts, troubles, ignored: [...ignored], remarks };
}

/** All contacts but archived ones, as a table or as cards; audited. */
export async function* exportContacts(platform: Platform, format: 'csv' | 'vcf'): AsyncGenerator<string> {
  const columns = await columnsOf(platform.db);
  await platform.db.transaction((tx) =>
    audit(tx, {
      at: platform.clock.now(),
      actor: null,
      act: 'contacts.exported',
      subjectKind: 'organization',
      subject: null,
      detail: { format },
      from: '',
    }),
  );
  if (format === 'csv') yield csvHead(columns);
  for await (const page of walkContacts(platform.db, { prefixes: [], archived: false }, columns))
    yield page.map((one) => (format === 'csv' ? csvRow(one, columns) : vcard(one, columns))).join('');
}
