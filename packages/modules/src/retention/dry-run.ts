import type { DryRun } from '@rapport/contract';
import type { Platform, Tx } from '@rapport/platform';
import { countConversations } from '../conversations/index.ts';
import { type DueMessage, dueMessages } from './due-messages.ts';
import { verdictOn } from './look.ts';
import { actionAt } from './policy.ts';
import { retentionQueue } from './queue.ts';
import { findRules } from './reader.ts';
import { bookOf, rulesNow } from './rule-memory.ts';
import { together, twoByOf } from './switches.ts';
import { setDryRun } from './writer.ts';

const job = 'retention.dry-run';
const attempts = 3;
/** Conversations and messages that are named. */
const namedMost = 200;
const sampleMost = 20;

const nothingYet = () => ({
  done: 0,
  endedAt: null,
  messages: 0,
  bytes: 0,
  reviews: 0,
  oldest: null,
  twoBy: [],
  conversations: [],
  more: false,
  sample: [],
});

/** Begins a dry run, in the transaction of whoever wants it. */
export async function beginDryRun(platform: Platform, tx: Tx, version: number, against: number): Promise<void> {
  const run: DryRun = {
    ...nothingYet(),
    against,
    state: 'running',
    total: await countConversations(tx),
    startedAt: platform.clock.now(),
  };
  await setDryRun(tx, version, run);
  await platform.jobs.enqueue(tx, job, { version }, { key: `${job}/${version}`, queue: retentionQueue, maxAttempts: attempts });
}

const note = (platform: Platform, version: number, run: DryRun): Promise<void> =>
  platform.db.transaction((tx) => setDryRun(tx, version, run));

/** What would be due by a draft and is not by the rules in effect: how much, how old, where (RT3). Nothing is changed. */
export async function dryRun(platform: Platform, { version }: { version: number }): Promise<void> {
  const { db, clock } = platform;
  const row = await findRules(db, version);
  if (row?.dryRun?.state !== 'running') return;
  const [draft, present] = [await bookOf(platform, db, version), await rulesNow(platform, db)];
  const run: DryRun = { ...row.dryRun, ...nothingYet(), against: present.version };
  const twoBy = new Set<string | null>();
  const places = new Map<string, DryRun['conversations'][number]>();
  const looked = async (done: number): Promise<void> => {
    run.done = done;
    await note(platform, version, run);
  };
  for await (const { standing, destroy, review } of dueMessages(platform, draft, looked)) {
    const now = clock.now();
    const atPresent = ({ message }: DueMessage) => actionAt(verdictOn(present.book, standing, message), now);
    run.reviews += review.filter((one) => atPresent(one) === undefined).length;
    const id = standing.conversation.id as DryRun['conversations'][number]['conversation'];
    for (const one of destroy) {
      if (atPresent(one) === 'destroy') continue;
      const { message } = one;
      const kind = { conversation: id, parent: standing.conversation.parent, template: message.template, labels: message.labels };
      for (const reason of twoByOf(draft, 'twoForDestruction', kind)) twoBy.add(reason);
      const place = places.get(id) ?? { conversation: id, messages: 0, bytes: 0 };
      if (places.size < namedMost || places.has(id)) places.set(id, place);
      else run.more = true;
      place.messages++;
      place.bytes += message.bytes;
      run.messages++;
      run.bytes += message.bytes;
      run.oldest = Math.min(run.oldest ?? message.said, message.said);
      if (run.sample.length < sampleMost) run.sample.push({ conversation: id, seq: message.seq, said: message.said });
    }
  }
  const conversations = [...places.values()].sort((one, other) => other.messages - one.messages);
  await note(platform, version, {
    ...run,
    twoBy: together(twoBy),
    conversations,
    total: Math.max(run.total, run.done),
    state: 'done',
    endedAt: clock.now(),
  });
}

/** Whoever waits for it begins it again. */
async function noteFailed(platform: Platform, version: number): Promise<void> {
  const run = (await findRules(platform.db, version))?.dryRun;
  if (run) await note(platform, version, { ...run, state: 'failed', endedAt: platform.clock.now() });
}

export function declareDryRuns(platform: Platform): void {
  platform.jobs.define(job, async (payload: { version: number }, { attempt }) => {
    try {
      await dryRun(platform, payload);
    } catch (error) {
      if (attempt >= attempts) await noteFailed(platform, payload.version);
      throw error;
    }
  });
}
