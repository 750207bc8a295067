import { setTimeout as sleep } from 'node:timers/promises';
import type { CrashAnswer, CrashQuestion } from './nodes-crash-process.ts';
import type { NodesWorld } from './nodes-world.ts';

export interface Crash {
  /** Sessions that were on the node that was killed. */
  sessions: number;
  /** Messages sent, of which lost and doubled. */
  messages: number;
  lost: number;
  doubled: number;
  /** Milliseconds from the kill until the last of those sessions was online and caught up elsewhere. */
  resumed: number;
  /** Milliseconds that the latest of the messages scheduled for that time came after it was due. */
  jobs: number;
  /** Every session ended with the same messages in the same order. */
  equal: boolean;
}

const people = 40;
/** Messages that fall due from the kill on. */
const scheduled = 20;
const seconds = 8;

/** One node is killed while everybody talks: what was acknowledged is there once, and everybody goes on elsewhere. */
export async function crashOf(world: NodesWorld): Promise<Crash> {
  const conversation = (
    await world.call<{ id: string }>(0, 'conversations.create', { name: 'crash', members: world.users.slice(1, people) })
  ).id;
  const child = world.start('nodes-crash-process.ts');
  const ports = world.nodes.map((n) => n.port);
  const tokens = world.tokens.slice(0, Math.min(people, world.tokens.length));
  await child.ask({ do: 'begin', ports, tokens, conversation } satisfies CrashQuestion);
  const dueFrom = Date.now() + 3_000;
  for (let n = 0; n < scheduled; n++) {
    const clientId = `5c4ed01e-0000-4000-8000-${String(n).padStart(12, '0')}`;
    const draft = { clientId, text: `scheduled ${n}` };
    await world.call(0, 'conversations.scheduleMessage', { conversation, draft, sendAt: dueFrom + 50 * n });
  }
  // The last node dies: calls of the benchmark itself go to the first.
  child.onNews = (news) => {
    if (news === 'kill') void world.nodes.at(-1)!.kill();
  };
  const told = await child.ask<CrashAnswer>({ do: 'run', seconds, dead: ports.length - 1 } satisfies CrashQuestion);
  await scheduledThere(world, conversation);
  await child.stop();
  const { texts, ...rest } = told;
  return { ...rest, ...(await storedOf(world, conversation, texts, dueFrom)) };
}

async function scheduledThere(world: NodesWorld, conversation: string): Promise<void> {
  for (let n = 0; n < 300; n++) {
    const row = await world.db.row<{ n: number }>('select count(*) as n from scheduled where conversation_id = $1', [
      conversation,
    ]);
    if (row!.n === 0) return;
    await sleep(100);
  }
}

async function storedOf(world: NodesWorld, conversation: string, sent: readonly string[], dueFrom: number) {
  const rows = await world.db.rows<{ text: string; at: number }>(
    `select v.text, m.at from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev where m.conversation_id = $1`,
    [conversation],
  );
  const times = new Map<string, number>();
  for (const { text } of rows) times.set(text, (times.get(text) ?? 0) + 1);
  const due = Array.from({ length: scheduled }, (_, n) => `scheduled ${n}`);
  const late = rows.filter((r) => r.text.startsWith('scheduled ')).map((r) => r.at - (dueFrom + 50 * Number(r.text.slice(10))));
  const all = [...sent, ...due];
  return {
    messages: all.length,
    lost: all.filter((text) => !times.has(text)).length,
    doubled: [...times.values()].filter((n) => n > 1).length,
    jobs: Math.round(Math.max(...late)),
  };
}
