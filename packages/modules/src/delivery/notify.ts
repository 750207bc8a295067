import type { LogEntry, Platform, Tx } from '@rapport/platform';
import { type CallingMessage, callingMessages } from '../conversations/index.ts';
import { knownAttention } from './attention-memory.ts';
import { type Called, callsEveryone, type Judge, judgesOf } from './judge.ts';
import type { Reason } from './policy.ts';
import { insertNotifications, type NewNotification, removeNotifications } from './writer.ts';

/** Time to read on another device before a push goes out. */
const pushDelay = 1_500;
/** What is older when it is read here (after a long stop) is listed, and disturbs nobody. */
const freshFor = 10 * 60_000;
/** How long notifications are kept; older messages make none. */
export const keptFor = 90 * 86_400_000;

/** What a message leaves behind: rows for those it calls by name, one row for each audience (DE9). */
function rowsOf(judge: Judge, called: Called): NewNotification[] {
  const { message } = called;
  const base = { conversation: message.conversation, seq: message.seq, sender: message.sender, at: message.at };
  const rows: NewNotification[] = [];
  const isDirect = message.kind === 'direct';
  for (const person of isDirect ? judge.people : judge.named(called)) {
    const reason = judge.reason(called, person);
    if (reason && reason !== 'message') rows.push({ ...base, user: person.user, audience: null, reason });
  }
  if (isDirect) return rows;
  const everybody = message.urgent || message.audiences.includes('all');
  for (const audience of everybody ? ['all'] : message.audiences)
    rows.push({ ...base, user: null, audience, reason: message.urgent ? 'urgent' : 'mention' });
  return rows;
}

/** What devices are told of a page: one frame for a person, message and reason. */
function framesOf(judge: Judge): { user: string; frame: string }[] {
  const told: { user: string; frame: string }[] = [];
  for (const called of judge.called) {
    const { conversation, seq } = called.message;
    const frames = new Map<Reason, string>();
    for (const person of callsEveryone(called.message) ? judge.people : judge.named(called)) {
      const reason = person.readSeq < seq ? judge.reason(called, person) : undefined;
      // Plain messages come as frames of their own; only what calls by name is said twice.
      if (!reason || reason === 'message') continue;
      const frame = frames.get(reason) ?? JSON.stringify({ type: 'notify', conversation, seq, reason });
      frames.set(reason, frame);
      told.push({ user: person.user, frame });
    }
  }
  return told;
}

/** One waiting job for a conversation gathers what is said meanwhile. */
async function pushLater(platform: Platform, tx: Tx, judge: Judge): Promise<void> {
  const { conversation } = judge;
  await platform.jobs.enqueue(
    tx,
    'delivery.push',
    judge.called.map(({ message }) => ({ conversation, ev: message.ev })),
    { key: `push/${conversation}`, gather: true, runAt: platform.clock.now() + pushDelay, maxAttempts: 4 },
  );
}

const takesBack = new Set(['message.recalled', 'message.withheld', 'message.erased']);

/** Those of a page's messages that may call somebody; what was taken back meanwhile is taken out of the lists. */
async function callingOf(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<CallingMessage[]> {
  const sent = entries.filter((e) => e.type === 'message.sent').map((e) => ({ conversation: e.stream, ev: e.ev }));
  const takenBack = entries.flatMap((e) =>
    takesBack.has(e.type) && e.target !== null ? [{ conversation: e.stream, ev: e.target }] : [],
  );
  if (sent.length + takenBack.length === 0) return [];
  const { listening } = await knownAttention(platform);
  const found = await callingMessages(tx, [...sent, ...takenBack], listening ? 'with words' : 'without');
  if (takenBack.length > 0)
    await removeNotifications(
      tx,
      found.filter((m) => m.recalled),
    );
  const now = platform.clock.now();
  const news = new Set(sent.map(keyOf));
  return found.filter((m) => news.has(keyOf(m)) && !m.recalled && !m.imported && now - m.at < keptFor);
}

const keyOf = (m: { conversation: string; ev: number }): string => `${m.conversation}/${m.ev}`;

/**
 * Reads a page of the logs of conversations: messages that call somebody are noted, told to devices that are connected, and pushed a
 * little later to those that are not. Taken-back messages call nobody any more.
 */
export async function noteMessages(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const calling = await callingOf(platform, tx, entries);
  if (calling.length === 0) return;
  const judges = await judgesOf(platform, tx, calling, false);
  await insertNotifications(
    tx,
    judges.flatMap((judge) => judge.called.flatMap((called) => rowsOf(judge, called))),
  );
  const now = platform.clock.now();
  const fresh = judges
    .map((judge) => ({ ...judge, called: judge.called.filter(({ message }) => now - message.at < freshFor) }))
    .filter((judge) => judge.called.length > 0);
  const told = fresh.flatMap(framesOf);
  tx.afterCommit(() => {
    for (const hint of told) platform.bus.publish('user', hint);
  });
  if (!(await knownAttention(platform)).pushes) return;
  for (const judge of fresh) await pushLater(platform, tx, judge);
}
