import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { visibleFrom, withTopics } from '../conversations/index.ts';
import { beginExport } from '../records/index.ts';
import type { Covered } from '../search/index.ts';
import { look } from './look.ts';

/** Conversations in one export, topics among them. */
const most = 500;

/** What is to be packed: some of what is covered, or all of it, with topics. */
async function packed({ db }: Platform, { archivist, people }: Covered, wanted: readonly string[]): Promise<string[]> {
  // A bundle holds conversations whole: its proofs leave nobody out.
  if (people !== null) throw new Fault('conflict', { reason: 'what single people said is no whole conversation' });
  const named = wanted.length > 0 ? wanted : archivist.places;
  if (named === null) throw new Fault('invalid-input', { field: 'conversations', reason: 'name what to pack' });
  const seen = await visibleFrom(db, archivist, named);
  if (named.some((id) => !seen.has(id))) throw new Fault('not-found', { what: 'conversation' });
  const all = await withTopics(db, named);
  if (all.length > most) throw new Fault('quota-exceeded', { quota: `${most} conversations` });
  return all;
}

/** Begins an evidence bundle of what is covered. It ends with the inspection, and its download is a look of its own in the ledger. */
export async function exportArchive(
  platform: Platform,
  actor: Actor,
  { inspection, conversations: wanted, files }: Parsed<'archive.export'>,
  ip: string,
): Promise<Output<'archive.export'>> {
  let [begun, conversations] = ['', [] as string[]];
  await look(
    platform,
    actor,
    inspection,
    async ({ covered }) => {
      conversations = await packed(platform, covered, wanted);
      const detail = { conversations, files };
      return { answer: undefined, kind: 'exported' as const, detail, results: conversations.length };
    },
    async (tx, { inspection: row, covered }) => {
      const span = { after: covered.from ?? null, before: covered.until ?? null };
      const { id, purpose, expiresAt } = row;
      const what = { format: 'bundle' as const, recipient: null, purpose, conversations, files, ...span };
      begun = await beginExport(platform, tx, { ...what, maker: actor.user, inspection: id, notAfter: expiresAt }, ip);
    },
  );
  return { export: begun };
}
