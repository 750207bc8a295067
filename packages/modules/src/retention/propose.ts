import type { Parsed } from '@rapport/contract';
import { newBytes, newId, type Platform } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { type DueMessage, dueMessages } from './due-messages.ts';
import { listMatterReviews, listReviews } from './list-reviews.ts';
import { exceptedIn, listedIn } from './reader.ts';
import { reviewedIn } from './review-reader.ts';
import { voidReviews } from './review-writer.ts';
import { rulesNow } from './rule-memory.ts';
import { endListing, insertDisposition, insertItems } from './writer.ts';

/** Messages in one batch: as many as somebody can answer for. */
const itemsMost = 20_000;
const job = 'retention.propose';

/** Batches as they are drawn up, one after the other; nobody decides about one before it is whole. */
class Batches {
  private readonly platform: Platform;
  private readonly version: number;
  private current: { id: string; items: number } | undefined;

  constructor(platform: Platform, version: number) {
    this.platform = platform;
    this.version = version;
  }

  async add(conversation: string, messages: readonly DueMessage[]): Promise<void> {
    const { db, clock } = this.platform;
    const listed = await listedIn(
      db,
      conversation,
      messages.map(({ message }) => message.seq),
    );
    const now = clock.now();
    const items = messages
      .filter(({ message: { seq } }) => !listed.has(seq))
      .map(({ message: { seq, said, bytes }, dueAt }) => ({ seq, said, bytes, dueAt }));
    if (items.length === 0) return;
    this.current = await db.transaction(async (tx) => {
      const batch = this.current ?? { id: newId(now), items: 0 };
      if (!this.current) {
        const listKey = this.platform.vault.seal(newBytes(32));
        await insertDisposition(tx, { id: batch.id, version: this.version, at: now, listKey });
      }
      return { id: batch.id, items: batch.items + (await insertItems(tx, batch.id, conversation, items)) };
    });
    if (this.current.items >= itemsMost) await this.close();
  }

  /** All that were drawn up are whole: also one that was broken off. */
  async close(): Promise<void> {
    this.current = undefined;
    await this.platform.db.transaction(endListing);
  }
}

/** Of what is due, what nobody took out of the lists: for good, or until a day that has not come. */
async function unexcepted(platform: Platform, conversation: string, messages: readonly DueMessage[]): Promise<DueMessage[]> {
  if (messages.length === 0) return [];
  const { db, clock } = platform;
  const seqs = messages.map(({ message }) => message.seq);
  const [excepted, reviewed] = [await exceptedIn(db, conversation, seqs), await reviewedIn(db, conversation, seqs)];
  const now = clock.now();
  const kept = (seq: number): boolean => {
    const { state, until } = reviewed.get(seq) ?? {};
    return (excepted.get(seq) ?? 0) > now || state === 'kept' || (state === 'extended' && until! > now);
  };
  return messages.filter(({ message }) => !kept(message.seq));
}

/** Lists what is due by the rules in effect and in no list yet: to be destroyed (RT4), and to come before a person (RT12). */
export async function listDue(platform: Platform): Promise<void> {
  const { version, book } = await rulesNow(platform, platform.db);
  await platform.db.transaction((tx) => voidReviews(tx, version));
  await listMatterReviews(platform);
  if (version === 0) return;
  const batches = new Batches(platform, version);
  for await (const { standing, destroy, review } of dueMessages(platform, book)) {
    const conversation = standing.conversation.id;
    await batches.add(conversation, await unexcepted(platform, conversation, destroy));
    await listReviews(platform, { conversation, version }, await unexcepted(platform, conversation, review));
  }
  await batches.close();
}

/** Has it listed now. */
export async function propose(
  platform: Platform,
  actor: Actor,
  _input: Parsed<'retention.propose'>,
  from: string,
): Promise<Record<string, never>> {
  requirePermission(actor, 'retention.manage');
  await platform.db.transaction(async (tx) => {
    await platform.jobs.enqueue(tx, job, {}, { key: job, queue: job });
    await audit(tx, {
      at: platform.clock.now(),
      actor: actor.user,
      act: 'retention.proposed',
      subjectKind: 'retention',
      subject: null,
      from,
    });
  });
  return {};
}

export function declareProposals(platform: Platform): void {
  platform.jobs.define(job, () => listDue(platform));
  platform.jobs.every('37 1 * * *', 'retention.propose-daily', () =>
    platform.db.transaction((tx) => platform.jobs.enqueue(tx, job, {}, { key: job, queue: job })),
  );
}
