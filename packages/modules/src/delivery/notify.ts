import type { LogEntry, Platform, Tx } from '@rapport/platform';
import { callingMessages } from '../conversations/index.ts';
import { knownAttention } from './attention-memory.ts';
import { type Called, callsEveryone, type Judge, judgeOf } from './judge.ts';
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
  const base = { seq: message.seq, sender: message.sender, at: message.at };
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

function tellLive(platform: Platform, tx: Tx, conversation: string, judge: Judge): void {
  const told: { user: string; frame: string }[] = [];
  for (const called of judge.called) {
    const { seq } = called.message;
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
  tx.afterCommit(() => {
    for (const hint of told) platform.bus.publish('user', hint);
  });
}

/**
 * Reads a page of a conversation's log: messages that call somebody are noted, told to devices that are connected, and pushed a
 * little later to those that are not. Taken-back messages call nobody any more.
 */
export async function noteMessages(platform: Platform, tx: Tx, entries: readonly LogEntry[]): Promise<void> {
  const sent = entries.filter((e) => e.type === 'message.sent').map((e) => e.ev);
  const takenBack = entries.flatMap((e) => (e.type === 'message.recalled' && e.target !== null ? [e.target] : []));
  if (sent.length + takenBack.length === 0) return;
  const conversation = entries[0]!.stream;
  const found = await callingMessages(tx, conversation, [...sent, ...takenBack]);
  const recalled = takenBack.length > 0 ? found.filter((m) => m.recalled) : [];
  if (recalled.length > 0)
    await removeNotifications(
      tx,
      conversation,
      recalled.map((m) => m.seq),
    );
  const now = platform.clock.now();
  const calling = found.filter((m) => sent.includes(m.ev) && !m.recalled && !m.imported && now - m.at < keptFor);
  if (calling.length === 0) return;
  const judge = await judgeOf(platform, tx, conversation, calling, false);
  await insertNotifications(
    tx,
    conversation,
    judge.called.flatMap((called) => rowsOf(judge, called)),
  );
  const fresh = judge.called.filter(({ message }) => now - message.at < freshFor);
  if (fresh.length === 0) return;
  tellLive(platform, tx, conversation, { ...judge, called: fresh });
  if (!(await knownAttention(platform)).pushes) return;
  // One waiting job for a conversation gathers what is said meanwhile.
  await platform.jobs.enqueue(
    tx,
    'delivery.push',
    fresh.map(({ message }) => ({ conversation, ev: message.ev })),
    { key: `push/${conversation}`, gather: true, runAt: now + pushDelay, maxAttempts: 4 },
  );
}
