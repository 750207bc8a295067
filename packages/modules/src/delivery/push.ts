import { type Platform, type PushTarget, randomInt, secretHash } from '@rapport/platform';
import { actorFor } from '../access/index.ts';
import { type Attention, attentionIn, callingMessages } from '../conversations/index.ts';
import { openCredentials, organizationSettings, peopleByIds, type UserRow } from '../people/index.ts';
import { type Judge, judgesOf } from './judge.ts';
import { mayPush, type PushFacts, type Reason, rankOf, retryDelay } from './policy.ts';
import type { Presence } from './presence.ts';
import { pushTransport } from './push-desk.ts';
import { type SubscriptionRow, subscriptionsOf, switchesOf } from './reader.ts';
import { builtInSwitches } from './settings.ts';
import { removeSubscription } from './writer.ts';

/** What a push says: ids, no words. The client asks for the rest with its own session. */
export interface PushCall {
  user: string;
  conversation: string;
  seq: number;
  reason: Reason;
  /** Of a customer's words: the case they belong to. */
  case?: string;
}

/** Sends under way at the same time. */
const lanes = 16;

/** Sends one push to one browser; failures that may pass are tried again later, alone. */
export async function sendPush(platform: Platform, row: SubscriptionRow, call: PushCall, attempt: number): Promise<void> {
  const { user: _, ...told } = call;
  const { conversation, reason } = call;
  const target = JSON.parse(platform.vault.open(row.target).toString()) as PushTarget;
  const outcome = await (await pushTransport(platform)).send(target, {
    body: JSON.stringify(told),
    topic: secretHash(conversation).toString('base64url').slice(0, 32),
    urgency: reason === 'message' ? 'normal' : 'high',
    ttl: reason === 'message' ? 3_600 : 86_400,
  });
  if (outcome.kind === 'sent') return;
  // The endpoint is a secret of that browser: only whose service it is may be known.
  const service = new URL(target.endpoint).host;
  if (outcome.kind === 'gone') return platform.db.transaction((tx) => removeSubscription(tx, { id: row.id }));
  if (outcome.kind === 'refused') return platform.logger.warn({ service }, 'a push service refused a push');
  const wait = retryDelay(attempt, outcome.after, randomInt(1_000_000) / 1_000_000);
  if (wait === undefined) return platform.logger.warn({ service, attempt }, 'a push was given up');
  await platform.db.transaction((tx) =>
    platform.jobs.enqueue(
      tx,
      'delivery.pushTo',
      { ...call, subscription: row.id, attempt: attempt + 1 },
      { runAt: platform.clock.now() + wait, maxAttempts: 3 },
    ),
  );
}

/** The strongest of what calls this person and has not been read; of equals the newest (DE10). */
function strongest(judge: Judge, conversation: string, person: Attention): PushCall | undefined {
  let best: PushCall | undefined;
  for (const called of judge.called) {
    const { seq } = called.message;
    const reason = person.readSeq < seq ? judge.reason(called, person) : undefined;
    if (reason && (!best || rankOf(reason) >= rankOf(best.reason))) best = { user: person.user, conversation, seq, reason };
  }
  return best;
}

/** What of a person decides whether to push now; undefined for closed accounts. */
async function pushFactsOf(
  platform: Platform,
  presence: Presence,
  users: readonly string[],
): Promise<(user: string) => PushFacts | undefined> {
  const [people, switches, organization] = await Promise.all([
    peopleByIds(platform.db, users),
    switchesOf(platform.db, users),
    organizationSettings(platform),
  ]);
  const byUser = new Map<string, UserRow>(people.map((p) => [p.id, p]));
  const changed = new Map(switches.map((s) => [s.user, s]));
  return (user) => {
    const person = byUser.get(user);
    if (!person || person.deactivatedAt !== null) return undefined;
    const { push, quietOutsideHours } = changed.get(user) ?? builtInSwitches;
    return {
      push,
      quietOutsideHours,
      quietUntil: person.quietUntil,
      workingHours: person.workingHours ?? organization.workingHours,
      timeZone: person.timeZone ?? organization.timeZone,
      active: presence.of(user) === 'online',
    };
  };
}

async function inLanes<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const lane = async () => {
    for (const item of rest) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}

/** Browsers to push to; those whose session is over – run out, or ended unheard – are forgotten (DE12). */
async function browsersOf(platform: Platform, users: readonly string[]): Promise<SubscriptionRow[]> {
  const rows = users.length > 0 ? await subscriptionsOf(platform.db, users) : [];
  if (rows.length === 0) return [];
  const sessions = [...new Set(rows.map((row) => row.session))];
  const open = await openCredentials(platform.db, sessions, platform.clock.now());
  const over = rows.filter((row) => !open.has(row.session));
  if (over.length > 0)
    await platform.db.transaction(async (tx) => {
      for (const { id } of over) await removeSubscription(tx, { id });
    });
  return rows.filter((row) => open.has(row.session));
}

/** Pushes what calls each of these people to their browsers, where that may be. */
export async function sendAll(platform: Platform, presence: Presence, calls: readonly PushCall[]): Promise<void> {
  const byUser = new Map(calls.map((c) => [c.user, c]));
  const subscriptions = await browsersOf(platform, [...byUser.keys()]);
  if (subscriptions.length === 0) return;
  const facts = await pushFactsOf(platform, presence, [...new Set(subscriptions.map((s) => s.user))]);
  const now = platform.clock.now();
  await inLanes(subscriptions, async (subscription) => {
    const call = byUser.get(subscription.user)!;
    const person = facts(subscription.user);
    if (!person || !mayPush(call.reason, person, now)) return;
    // One browser's trouble must not send the others' pushes a second time.
    await sendPush(platform, subscription, call, 0).catch((error: unknown) =>
      platform.logger.warn({ err: error }, 'a push could not be sent'),
    );
  });
}

/** The job for what was said in a conversation in the last second or two: at most one push for each person (DE10). */
export async function pushMessages(
  platform: Platform,
  presence: Presence,
  payload: readonly { conversation: string; ev: number }[],
): Promise<void> {
  const conversation = payload[0]?.conversation;
  if (!conversation) return;
  const found = await callingMessages(platform.db, payload, 'with words');
  const [judge] = await judgesOf(
    platform,
    platform.db,
    found.filter((m) => !m.recalled),
    true,
  );
  if (!judge) return;
  await sendAll(
    platform,
    presence,
    judge.people.flatMap((person) => strongest(judge, conversation, person) ?? []),
  );
}

export interface PushTo extends PushCall {
  /** One browser, at a later try; all of the person's when absent. */
  subscription?: string;
  attempt?: number;
}

/** The job for one person: a reminder, or a push that failed before. */
export async function pushTo(platform: Platform, presence: Presence, job: PushTo): Promise<void> {
  if (!(await actorFor(platform, job.user))) return;
  const [place] = await attentionIn(platform.db, job.user, [job.conversation]);
  if (!place) return;
  if (job.reason !== 'reminder' && place.readSeq >= job.seq) return;
  if (!job.subscription) return sendAll(platform, presence, [job]);
  const rows = await browsersOf(platform, [job.user]);
  const row = rows.find((r) => r.id === job.subscription);
  const { subscription: _, attempt = 0, ...call } = job;
  if (row) await sendPush(platform, row, call, attempt);
}
