import type { Db, Trace, Tx } from '@rapport/platform';
import { lockConversations } from './lock-writer.ts';
import type { Content } from './rows.ts';

/** One message on its way into the log. */
export interface Outgoing {
  conversation: string;
  sender: string;
  clientId: string;
  /** The record key, wrapped, and the draft's MAC under it. */
  wrapped: Buffer;
  mac: Buffer;
  recordId: string;
  text: string;
  content: Content | null;
  mentions: { users: readonly string[]; departments: readonly string[]; all: boolean };
  /** To a contact: what was reserved for it. */
  reservation?: string | null;
  /** Follows its way; no part of the message. */
  trace?: Trace | undefined;
}

/** What `send_messages` says of each draft; see the migration for the statuses. */
export interface SendRow {
  n: number;
  status: 0 | 1 | 3 | 4 | 5 | 6;
  ev: number;
  seq: number;
  at: number;
  mac: Buffer | null;
  key: Buffer | null;
}

type Way = 'send_messages' | 'send_messages_in_turn';

const sqlOf = (
  way: Way,
): string => `select * from ${way}($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[], $6::text[], $7::text[], $8::uuid[],
  $9::int[], $10::uuid[], $11::text[])`;

function parameters(batch: readonly Outgoing[]): unknown[] {
  const place: number[] = [];
  const person: (string | null)[] = [];
  const audience: (string | null)[] = [];
  const mention = (n: number, user: string | null, whom: string | null) => {
    place.push(n);
    person.push(user);
    audience.push(whom);
  };
  batch.forEach(({ mentions }, i) => {
    for (const user of mentions.users) mention(i + 1, user, null);
    for (const department of mentions.departments) mention(i + 1, null, department);
    if (mentions.all) mention(i + 1, null, 'all');
  });
  return [
    batch.map((o) => o.conversation),
    batch.map((o) => o.sender),
    batch.map((o) => o.clientId),
    batch.map((o) => o.mac),
    batch.map((o) => o.wrapped),
    batch.map((o) => o.text),
    batch.map((o) => (o.content ? JSON.stringify(o.content) : null)),
    batch.map((o) => o.recordId),
    place,
    person,
    audience,
  ];
}

/**
 * A whole batch in one round trip and one commit of its own. Rows come in the batch's order. Streams that others hold are skipped
 * (status 4), or with `send_messages_in_turn` waited for, for a commit's time: then PostgreSQL says 55P03, and nothing was done.
 */
export const sendBatch = (db: Db, batch: readonly Outgoing[], way: Way): Promise<SendRow[]> =>
  db.prepared<SendRow>(way, sqlOf(way), parameters(batch));

/** The same inside a transaction that does more (files, imports); waits for the stream instead of skipping it. */
export async function sendInTransaction(tx: Tx, batch: readonly Outgoing[]): Promise<SendRow[]> {
  await lockConversations(
    tx,
    batch.map((o) => o.conversation),
    '5s',
  );
  return tx.rows<SendRow>(sqlOf('send_messages'), parameters(batch));
}
