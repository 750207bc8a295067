import type { Disposition, DispositionItem, DryRun, Erasure, RetentionRules } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';

const instant = (parameter: number): string => `to_timestamp($${parameter}::float8 / 1000)`;

/** Another version cannot be drawn up or take effect until the transaction ends. */
export async function lockRules(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from retention_now for update');
}

/** The rules stay in effect until the transaction ends. */
export async function keepRules(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from retention_now for share');
}

export async function insertRules(
  tx: Tx,
  r: { version: number; rules: RetentionRules; author: string; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into retention_rules (version, rules, author, at) values ($1, $2, $3, ${instant(4)})`, [
    r.version,
    JSON.stringify(r.rules),
    r.author,
    r.at,
  ]);
}

export async function setDryRun(tx: Tx, version: number, run: DryRun): Promise<void> {
  assertTx(tx);
  await tx.rows('update retention_rules set dry_run = $2 where version = $1', [version, JSON.stringify(run)]);
}

export async function takeEffect(tx: Tx, version: number, by: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update retention_rules set approved_by = $2, approved_at = ${instant(3)} where version = $1`, [version, by, at]);
  await tx.rows('update retention_now set version = $1', [version]);
}

export async function dropVersion(tx: Tx, version: number, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update retention_rules set dropped_at = ${instant(2)} where version = $1`, [version, at]);
}

export async function putStart(tx: Tx, conversation: string, at: number | null, by: string): Promise<void> {
  assertTx(tx);
  if (at === null) await tx.rows('delete from retention_start where conversation_id = $1', [conversation]);
  else
    await tx.rows(
      `insert into retention_start (conversation_id, at, set_by) values ($1, ${instant(2)}, $3)
       on conflict (conversation_id) do update set at = excluded.at, set_by = excluded.set_by`,
      [conversation, at, by],
    );
}

export async function putFloor(tx: Tx, conversation: string, seq: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into retention_floor as f (conversation_id, seq) values ($1, $2)
     on conflict (conversation_id) do update set seq = greatest(f.seq, excluded.seq)`,
    [conversation, seq],
  );
}

export async function insertDisposition(tx: Tx, d: { id: string; version: number; at: number; listKey: Buffer }): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into disposition (id, version, state, proposed_at, list_key) values ($1, $2, 'listing', ${instant(3)}, $4)`,
    [d.id, d.version, d.at, d.listKey],
  );
}

/** What was being listed is whole, and can be decided about. */
export async function endListing(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows(`update disposition set state = 'proposed' where state = 'listing'`);
}

/** Those that stand in another batch already are left out; answers how many were put in. */
export async function insertItems(
  tx: Tx,
  disposition: string,
  conversation: string,
  items: readonly { seq: number; said: number; dueAt: number; bytes: number }[],
): Promise<number> {
  assertTx(tx);
  const rows = await tx.rows(
    `insert into disposition_item (disposition_id, conversation_id, seq, said, due_at, bytes, state)
     select $1, $2, u.seq, to_timestamp(u.said / 1000), to_timestamp(u.due / 1000), u.bytes, 'due'
     from unnest($3::bigint[], $4::float8[], $5::float8[], $6::bigint[]) as u (seq, said, due, bytes)
     on conflict do nothing returning 1`,
    [
      disposition,
      conversation,
      items.map((i) => i.seq),
      items.map((i) => i.said),
      items.map((i) => i.dueAt),
      items.map((i) => i.bytes),
    ],
  );
  return rows.length;
}

/** Nobody else decides about it until the transaction ends; answers how it stands. */
export async function lockDisposition(tx: Tx, id: string): Promise<Disposition['state'] | undefined> {
  assertTx(tx);
  return (await tx.row<{ state: Disposition['state'] }>('select state from disposition where id = $1 for update', [id]))?.state;
}

export async function noteApproval(
  tx: Tx,
  d: { id: string; by: string; at: number; state: 'proposed' | 'approved' },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    d.state === 'proposed'
      ? `update disposition set first_by = $2, first_at = ${instant(3)} where id = $1`
      : `update disposition set approved_by = $2, approved_at = ${instant(3)}, state = 'approved' where id = $1`,
    [d.id, d.by, d.at],
  );
}

/** Who approved first did so of another list. */
export async function forgetApproval(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update disposition set first_by = null, first_at = null where id = $1', [id]);
}

/** What it came to is summed once and for all: nothing of it changes any more. */
export async function endDisposition(
  tx: Tx,
  d: { id: string; state: 'done' | 'withdrawn'; at: number; certificate: Uint8Array | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update disposition d set state = $2, ended_at = ${instant(3)}, certificate = $4, messages = coalesce(i.messages, 0),
       bytes = coalesce(i.bytes, 0), counts = coalesce(i.counts, '{}')
     from (select sum(z.n) as messages, sum(z.bytes) as bytes, json_object_agg(z.state, z.n) filter (where z.state is not null) as counts
       from (select state, count(*) as n, sum(bytes) as bytes from disposition_item where disposition_id = $1 group by state) z) i
     where d.id = $1`,
    [d.id, d.state, d.at, d.certificate],
  );
}

export async function addFiles(tx: Tx, id: string, files: number): Promise<void> {
  assertTx(tx);
  await tx.rows('update disposition set files = files + $2 where id = $1', [id, files]);
}

/** What becomes of messages that are due; answers how many it was. Without `seqs`: all of the conversation, or of the batch. */
export async function settleItems(
  tx: Tx,
  disposition: string,
  which: { conversation?: string; seqs?: readonly number[] | undefined },
  become: { state: DispositionItem['state']; reason?: string; by?: string | null; until?: number | null },
): Promise<number> {
  assertTx(tx);
  const rows = await tx.rows(
    `update disposition_item set state = $4, reason = $5, decided_by = $6, until = ${instant(7)}
     where disposition_id = $1 and state = 'due' and ($2::uuid is null or conversation_id = $2)
       and ($3::bigint[] is null or seq = any ($3::bigint[])) returning 1`,
    [
      disposition,
      which.conversation ?? null,
      which.seqs ?? null,
      become.state,
      become.reason ?? '',
      become.by ?? null,
      become.until ?? null,
    ],
  );
  return rows.length;
}

export async function insertErasure(
  tx: Tx,
  e: Pick<
    Erasure,
    'id' | 'kind' | 'conversation' | 'seq' | 'user' | 'contact' | 'parts' | 'reason' | 'state' | 'twoBy' | 'askedBy' | 'askedAt'
  >,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into erasure (id, kind, conversation_id, seq, user_id, reason, state, asked_by, asked_at, parts, two_by, contact_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${instant(9)}, $10, $11, $12)`,
    [e.id, e.kind, e.conversation, e.seq, e.user, e.reason, e.state, e.askedBy, e.askedAt, e.parts, e.twoBy, e.contact ?? null],
  );
}

/** Nobody else decides about it until the transaction ends. */
export async function lockErasure(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from erasure where id = $1 for update', [id]);
}

export async function decideErasure(tx: Tx, id: string, by: string, state: 'working' | 'refused', at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update erasure set approved_by = $2, state = $3, ended_at = case when $3 = 'refused' then ${instant(4)} end where id = $1`,
    [id, by, state, at],
  );
}

/** So many messages more are erased. */
export async function addErased(tx: Tx, id: string, erased: number): Promise<void> {
  assertTx(tx);
  if (erased > 0) await tx.rows('update erasure set erased = erased + $2 where id = $1', [id, erased]);
}

/** How a round of an erasure went. */
export async function noteErasure(
  tx: Tx,
  e: { id: string; state: Erasure['state']; restricted: number; obstacles: readonly string[]; endedAt: number | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(`update erasure set state = $2, restricted = $3, obstacles = $4, ended_at = ${instant(5)} where id = $1`, [
    e.id,
    e.state,
    e.restricted,
    e.obstacles,
    e.endedAt,
  ]);
}

export async function insertEvent(
  tx: Tx,
  e: { id: string; type: string; part: string; content: Uint8Array; at: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into retention_event (id, type, part, content, at) values ($1, $2, $3, $4, ${instant(5)})`, [
    e.id,
    e.type,
    e.part,
    e.content,
    e.at,
  ]);
}

/** Waits until nobody else brings events into the ledger. */
export async function lockEvents(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('retention-events', 0))`);
}

export async function noteRecorded(tx: Tx, id: string, place: { stream: string; ev: number }): Promise<void> {
  assertTx(tx);
  await tx.rows('update retention_event set stream_id = $2, ev = $3 where id = $1', [id, place.stream, place.ev]);
}

export async function noteReplayed(tx: Tx, epoch: number, size: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into retention_replay (epoch, size) values ($1, $2)
     on conflict (epoch) do update set size = greatest(retention_replay.size, excluded.size)`,
    [epoch, size],
  );
}
