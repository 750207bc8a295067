import { unpackFrontier } from '@rapport/ledger';
import { assertTx, type Queryable, type Tx } from '@rapport/platform';
import type { CheckpointRow, Head, LeafPlace, LeafRow, Reason, StreamRow } from './rows.ts';

interface HeadRow {
  n: number;
  origin: string;
  key: string;
  sealedKey: Buffer;
  stream: string;
  folder: string;
  databaseEpoch: string;
  size: number;
  frontier: Buffer;
}

const headSql = `select e.n, e.origin, e.key, e.sealed_key as "sealedKey", e.stream_id as stream, h.folder,
  h.database_epoch as "databaseEpoch", h.size, h.frontier from ledger_head h join ledger_epoch e on e.n = h.epoch`;

const headOf = (row: HeadRow | undefined): Head | undefined => {
  if (!row) return undefined;
  const { folder, databaseEpoch, size, frontier, ...epoch } = row;
  return { epoch, folder, databaseEpoch, tree: unpackFrontier(size, frontier) };
};

/** The newest log as it stands; undefined before the first. */
export const headNow = async (q: Queryable): Promise<Head | undefined> => headOf(await q.row<HeadRow>(headSql));

/** The same, locked: whoever holds it alone may let the tree grow. */
export async function lockHead(tx: Tx): Promise<Head | undefined> {
  assertTx(tx);
  return headOf(await tx.row<HeadRow>(`${headSql} for no key update of h`));
}

/** Held by whoever brings what was sequenced outside: one process at a time. */
const publishing = 84_200_007;

/** Takes the turn to publish until the transaction ends; false when another has it. */
export async function takeTurn(tx: Tx): Promise<boolean> {
  assertTx(tx);
  const row = await tx.row<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [publishing]);
  return row?.mine ?? false;
}

/** The same, after waiting for it. */
export async function awaitTurn(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select pg_advisory_xact_lock($1)', [publishing]);
}

const checkpointSql = `select epoch, size, root, note, signed_at as "signedAt" from ledger_checkpoint`;

/** The newest that was signed. */
export const newestCheckpoint = (q: Queryable, epoch: number): Promise<CheckpointRow | undefined> =>
  q.row<CheckpointRow>(`${checkpointSql} where epoch = $1 order by size desc limit 1`, [epoch]);

/** The newest that lies outside: what may be shown. */
export const publishedCheckpoint = (q: Queryable, epoch: number): Promise<CheckpointRow | undefined> =>
  q.row<CheckpointRow>(`${checkpointSql} where epoch = $1 and published_at is not null order by size desc limit 1`, [epoch]);

export const checkpointAt = (q: Queryable, epoch: number, size: number): Promise<CheckpointRow | undefined> =>
  q.row<CheckpointRow>(`${checkpointSql} where epoch = $1 and size = $2`, [epoch, size]);

export const lastEpoch = async (q: Queryable): Promise<number> =>
  (await q.row<{ n: number | null }>('select max(n) as n from ledger_epoch'))?.n ?? 0;

/** By looks one at a time, whatever the planner believes of a young table; each id once. */
export const streamsNamed = (q: Queryable, ids: readonly string[]): Promise<StreamRow[]> =>
  q.prepared<StreamRow>(
    'ledger-streams',
    `select s.* from unnest($1::uuid[]) as u (id) cross join lateral (
       select stream_id as stream, key, ev, epoch, leaf_hash as "leafHash" from ledger_stream where stream_id = u.id limit 1) s`,
    [ids],
  );

/** All streams in the order of their ids, page by page. */
export const streamsAfter = (q: Queryable, after: string | undefined, limit: number): Promise<StreamRow[]> =>
  q.rows<StreamRow>(
    `select stream_id as stream, key, ev, epoch, leaf_hash as "leafHash" from ledger_stream
     where $1::uuid is null or stream_id > $1 order by stream_id limit $2`,
    [after ?? null, limit],
  );

/** Streams with a leaf in the newest log, each with the size that this log has now: all as of one moment. */
export const streamsNow = (q: Queryable): Promise<(StreamRow & { size: number })[]> =>
  q.rows<StreamRow & { size: number }>(
    `select s.stream_id as stream, s.key, s.ev, s.epoch, s.leaf_hash as "leafHash", h.size
     from ledger_head h join ledger_stream s on s.epoch = h.epoch`,
  );

/** Where the leaves of some events stand; those that have none are left out. */
export const leafPlaces = (q: Queryable, events: readonly { stream: string; ev: number }[]): Promise<LeafPlace[]> =>
  q.prepared<LeafPlace>(
    'leaf-places',
    `select l.stream_id as stream, l.ev, l.epoch, l.index from unnest($1::uuid[], $2::bigint[]) as u (stream, ev)
     cross join lateral (select stream_id, ev, epoch, index from ledger_leaf where stream_id = u.stream and ev = u.ev limit 1) l`,
    [events.map((e) => e.stream), events.map((e) => e.ev)],
  );

const leafSql = 'select stream_id as stream, ev, epoch, index, leaf from ledger_leaf';

export const leafOf = (q: Queryable, stream: string, ev: number): Promise<LeafRow | undefined> =>
  q.row<LeafRow>(`${leafSql} where stream_id = $1 and ev = $2`, [stream, ev]);

/** Leaves of a log from `low` up to `high`, which is left out, in their order. */
export const leavesBetween = (q: Queryable, epoch: number, low: number, high: number): Promise<LeafRow[]> =>
  q.rows<LeafRow>(`${leafSql} where epoch = $1 and index >= $2 and index < $3 order by index`, [epoch, low, high]);

/** One line of the log. */
export const logLine = (q: Queryable, stream: string, ev: number) =>
  q.row<{ type: string; actor: string | null; at: number; target: number | null; subject: string | null }>(
    'select type, actor, at, target, subject from log where stream_id = $1 and ev = $2',
    [stream, ev],
  );

export const newestEpoch = (q: Queryable): Promise<{ n: number; reason: Reason; openedAt: number } | undefined> =>
  q.row('select n, reason, opened_at as "openedAt" from ledger_epoch order by n desc limit 1');

export const epochRow = (q: Queryable, n: number): Promise<{ origin: string; key: string } | undefined> =>
  q.row('select origin, key from ledger_epoch where n = $1', [n]);
