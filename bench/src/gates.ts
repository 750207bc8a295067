import type { Db } from '@rapport/platform';
import { clientIdOf, type LoadResult, type LoadRun } from './load-plan.ts';

interface StoredRow {
  conversation: string;
  seq: number;
  ev: number;
  clientId: string;
  sender: string;
  text: string;
}

/** A run's messages as the database has them: number, words and log line, in order. */
const storedOf = (db: Db, run: LoadRun): Promise<StoredRow[]> =>
  db.rows<StoredRow>(
    `select m.conversation_id as conversation, m.seq, m.ev, m.client_id as "clientId", m.sender, v.text
     from message m
     join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
     join log l on l.stream_id = m.conversation_id and l.ev = m.ev and l.type = 'message.sent'
     where m.conversation_id = any ($1::uuid[]) and m.client_id >= $2::uuid and m.client_id <= $3::uuid
     order by m.conversation_id, m.seq`,
    [
      [...new Set(run.senders.map((s) => s.conversation))],
      `${run.run}-0000-0000-0000-000000000000`,
      `${run.run}-ffff-ffff-ffff-ffffffffffff`,
    ],
  );

/** What is wrong with the deliveries of a run; empty when nothing is. */
export function deliveryFaults(result: LoadResult): string[] {
  const faults: string[] = [];
  if (result.errors > 0) faults.push(`${result.errors} messages were refused: ${result.firstError}`);
  if (result.acknowledged !== result.sender.length)
    faults.push(`${result.sender.length - result.acknowledged} messages were not acknowledged`);
  if (result.delivered !== result.expected) faults.push(`${result.delivered} deliveries came, ${result.expected} were due`);
  if (result.outOfOrder > 0) faults.push(`${result.outOfOrder} deliveries came out of order`);
  return faults;
}

/** Every acknowledged message once, under the numbers it was acknowledged with, without gaps, each sender's in order. */
export async function storageFaults(db: Db, run: LoadRun, result: LoadResult, users: readonly string[]): Promise<string[]> {
  const rows = await storedOf(db, run);
  if (rows.length !== result.acknowledged)
    return [`${rows.length} messages are stored, ${result.acknowledged} were acknowledged`];
  const seen = new Set<number>();
  const newest = new Map<string, number>();
  let before: StoredRow | undefined;
  for (const row of rows) {
    const n = Number(row.clientId.slice(24));
    const sender = run.senders[result.sender[n]!];
    const told = `message ${n} (seq ${row.seq})`;
    if (row.clientId !== clientIdOf(run.run, n) || seen.has(n)) return [`${told} is stored twice or under a strange id`];
    seen.add(n);
    if (row.seq !== result.seq[n] || row.ev !== result.ev[n])
      return [`${told} was acknowledged as seq ${result.seq[n]}, ev ${result.ev[n]}`];
    if (!sender || row.conversation !== sender.conversation || row.sender !== users[sender.socket])
      return [`${told} has a strange sender`];
    if (row.text.length !== run.bodyBytes) return [`${told} has other words`];
    if (before?.conversation === row.conversation && (row.seq !== before.seq + 1 || row.ev !== before.ev + 1))
      return [`there is a gap before ${told}`];
    if ((newest.get(row.sender) ?? -1) > n) return [`${told} stands behind a later one of its sender`];
    newest.set(row.sender, n);
    before = row;
  }
  return [];
}
