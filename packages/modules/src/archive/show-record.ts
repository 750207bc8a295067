import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { archivedMessage, keptVersions, messageSentAs } from '../conversations/index.ts';
import { proveRecord, showRecord } from '../records/index.ts';
import { requireCovered } from './covers.ts';
import { look } from './look.ts';

/** One record with its versions and what happened to it; a recalled one with its words. */
export async function showArchived(
  platform: Platform,
  actor: Actor,
  { inspection, conversation, seq }: Parsed<'archive.record'>,
): Promise<Output<'archive.record'>> {
  return look(platform, actor, inspection, async ({ covered }) => {
    const { range } = await requireCovered(platform.db, covered, { conversation, seq });
    const message = await archivedMessage(platform.db, range, seq);
    if (!message) throw new Fault('not-found', { what: 'message' });
    const versions = (await keptVersions(platform.db, conversation, seq)).map(({ form, total: _, ...version }) =>
      form ? { ...version, form } : version,
    );
    const { events, whole, ledger } = await showRecord(platform, 'archive', { conversation: range.conversation as never, seq });
    return {
      answer: { message, versions, events, whole, ledger } as Output<'archive.record'>,
      kind: 'viewed' as const,
      detail: { conversation, seq },
      results: 1,
    };
  });
}

/** Proof of a record, or of an event about it. */
export async function proveArchived(
  platform: Platform,
  actor: Actor,
  { inspection, conversation, seq, ev }: Parsed<'archive.proof'>,
): Promise<Output<'archive.proof'>> {
  return look(platform, actor, inspection, async ({ covered }) => {
    const { text } = await requireCovered(platform.db, covered, { conversation, seq });
    const asked = ev ?? (text.recalled ? await lastVersion(platform, conversation, seq) : undefined);
    const proof = await proveRecord(
      platform,
      'archive',
      asked === undefined ? { conversation, seq } : { conversation, ev: asked },
    );
    // What is proved must be about the message that is covered.
    if (asked !== undefined && !(await isAbout(platform, conversation, seq, asked)))
      throw new Fault('not-found', { what: 'message' });
    return { answer: proof, kind: 'proved' as const, detail: { conversation, seq, ev }, results: 1 };
  });
}

const lastVersion = async ({ db }: Platform, conversation: string, seq: number): Promise<number | undefined> =>
  (await keptVersions(db, conversation, seq)).at(-1)?.ev;

async function isAbout({ db }: Platform, conversation: string, seq: number, ev: number): Promise<boolean> {
  const versions = await keptVersions(db, conversation, seq);
  return versions.some((version) => version.ev === ev) || (await messageSentAs(db, conversation, ev))?.seq === seq;
}
