import type { CaseNotices } from '@rapport/contract';
import { type LogEntry, type Platform, RateLimiter, type Tx } from '@rapport/platform';
import { attentionOf } from '../conversations/index.ts';
import { type Callable, type CaseCall, callOfCase } from '../inbox/index.ts';
import { knownAttention } from './attention-memory.ts';
import type { Presence } from './presence.ts';
import { type PushCall, sendAll } from './push.ts';
import { caseNoticesOf } from './reader.ts';

/** Time in which whoever routes finds somebody, a colleague answers, and what is said in one breath is gathered. Milliseconds. */
const gatherFor = 1_500;
/** What is older when it is read here (after a long stop) is counted, and disturbs nobody. */
const freshFor = 10 * 60_000;

const said = new Set(['case.opened', 'case.heard', 'case.reopened']);

/** Reads a page of the logs of cases: what may call somebody is looked at a moment later, once for each case. */
export async function noteCases(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const now = platform.clock.now();
  const news = new Map<string, { case: string; ev: number }[]>();
  for (const { stream, ev, type, actor, at } of entries) {
    // What a colleague opens or takes by hand calls nobody.
    const calls = (said.has(type) && actor === null) || type === 'case.assigned';
    if (calls && now - at < freshFor) news.set(stream, [...(news.get(stream) ?? []), { case: stream, ev }]);
  }
  for (const [stream, payload] of news)
    await platform.jobs.enqueue(tx, 'delivery.case', payload, {
      ...{ key: `case/${stream}`, gather: true, runAt: now + gatherFor, maxAttempts: 4 },
    });
}

/** What somebody wishes to hear of, of several inboxes the most. */
function levelOf(wishes: Readonly<Record<string, CaseNotices>>, inboxes: readonly string[]): CaseNotices {
  const levels = inboxes.map((id) => wishes[id] ?? 'all');
  return levels.includes('all') ? 'all' : levels.includes('mine') ? 'mine' : 'none';
}

/** Those who wish to hear of it, and were not called by what was said before. */
export function calledBy(
  call: Pick<CaseCall, 'people' | 'given' | 'before' | 'isTaken'>,
  wishes: (user: string) => Readonly<Record<string, CaseNotices>>,
  readSeq: (user: string, conversation: string) => number,
): string[] {
  const hears = ({ user, inboxes }: Callable): boolean => {
    const level = levelOf(wishes(user), inboxes);
    return level === 'all' || (level === 'mine' && (call.isTaken || call.given === user));
  };
  const isFirst = ({ user }: Callable): boolean => call.before.every((one) => one.seq <= readSeq(user, one.conversation));
  return call.people.filter((one) => hears(one) && (one.user === call.given || isFirst(one))).map(({ user }) => user);
}

/** Whom these events of a case call now; undefined: nobody, any more. */
export async function whoIsCalled(
  platform: Platform,
  news: readonly { case: string; ev: number }[],
): Promise<(Omit<PushCall, 'user' | 'reason'> & { users: string[]; given: string | null }) | undefined> {
  const { db } = platform;
  const call = await callOfCase(platform, db, news);
  if (!call) return undefined;
  const { conversation, seq } = call;
  const users = call.people.map(({ user }) => user);
  const places = [...new Set([conversation, ...call.before.map((one) => one.conversation)])];
  const asked = places.map((place) => ({ conversation: place, everyone: false, users }));
  const read = new Map((await attentionOf(db, asked)).map((a) => [`${a.user}/${a.conversation}`, a.readSeq]));
  const wishes = new Map((await caseNoticesOf(db, users)).map((row) => [row.user, row.cases]));
  const readSeq = (user: string, place: string): number => read.get(`${user}/${place}`) ?? 0;
  const called = calledBy(call, (user) => wishes.get(user) ?? {}, readSeq)
    // Not those who may not see it any more, or have read it meanwhile.
    .filter((user) => read.has(`${user}/${conversation}`) && (user === call.given || readSeq(user, conversation) < seq));
  return { case: call.case, conversation, seq, users: called, given: call.given };
}

/** Whoever floods an inbox under ever new names rings nobody's telephone without end: cases call a person sixty times a minute, fifteen at once. */
const callings = ({ clock, config }: Platform): RateLimiter => new RateLimiter(clock, config.rateFactor);

/** The job of one case: tells those whom it calls, on their devices and, where none is in use, by push. */
export async function callForCase(
  platform: Platform,
  presence: Presence,
  news: readonly { case: string; ev: number }[],
): Promise<void> {
  const call = await whoIsCalled(platform, news);
  if (!call) return;
  const { users: all, given, ...told } = call;
  const users = all.filter((user) => user === given || platform.keep(callings).take(user, 'heavy').allowed);
  const frame = JSON.stringify({ type: 'notify', ...told, reason: 'case' });
  for (const user of users) platform.bus.publish('user', { user, frame });
  if (!(await knownAttention(platform)).pushes) return;
  await sendAll(
    platform,
    presence,
    users.map((user): PushCall => ({ user, ...told, reason: 'case' })),
  );
}
