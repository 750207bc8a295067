import { type Frontier, packFrontier } from '@rapport/ledger';
import { assertTx, type Tx } from '@rapport/platform';
import type { CheckpointRow, EpochRow, LeafRow, Reason, StreamRow } from './rows.ts';

/** The ledger's commits are on the disk when they are told of: readers of the log usually do not wait for that. */
export async function waitForDisk(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows(`select set_config('synchronous_commit', 'on', true)`);
}

export async function insertEpoch(tx: Tx, epoch: EpochRow, reason: Reason, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into ledger_epoch (n, origin, key, sealed_key, stream_id, reason, opened_at)
     values ($1, $2, $3, $4, $5, $6, to_timestamp($7::float8 / 1000))`,
    [epoch.n, epoch.origin, epoch.key, epoch.sealedKey, epoch.stream, reason, at],
  );
}

/** Points the head at a log that has no leaves yet. */
export async function resetHead(tx: Tx, head: { epoch: number; folder: string; databaseEpoch: string }): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into ledger_head (epoch, folder, database_epoch, size, frontier) values ($1, $2, $3, 0, '')
     on conflict (one) do update set epoch = excluded.epoch, folder = excluded.folder, database_epoch = excluded.database_epoch,
       size = 0, frontier = ''`,
    [head.epoch, head.folder, head.databaseEpoch],
  );
}

/** The database was found whole in another life of it. */
export async function noteDatabaseEpoch(tx: Tx, databaseEpoch: string): Promise<void> {
  assertTx(tx);
  await tx.rows('update ledger_head set database_epoch = $1', [databaseEpoch]);
}

/** As if the database were restored without its folder: nobody goes on where it stands. */
export async function forgetFolder(tx: Tx): Promise<void> {
  assertTx(tx);
  const nobody = '00000000-0000-0000-0000-000000000000';
  await tx.rows('update ledger_head set folder = $1, database_epoch = $1', [nobody]);
}

/** Lets the tree grow from the size that its caller found; whoever came second fails and leaves nothing. */
export async function moveHead(tx: Tx, epoch: number, from: number, to: Frontier): Promise<void> {
  assertTx(tx);
  const moved = await tx.rows('update ledger_head set size = $3, frontier = $4 where epoch = $1 and size = $2 returning 1', [
    epoch,
    from,
    to.size,
    packFrontier(to),
  ]);
  if (moved.length !== 1) throw new Error('The ledger has grown meanwhile.');
}

/** Bytes go in one piece, cut there: as a list each of them would be written out in hexadecimal. */
export async function insertLeaves(tx: Tx, leaves: readonly LeafRow[]): Promise<void> {
  assertTx(tx);
  let end = 1;
  const starts = leaves.map(({ leaf }) => {
    const start = end;
    end += leaf.length;
    return start;
  });
  await tx.prepared(
    'insert-leaves',
    `insert into ledger_leaf (epoch, index, stream_id, ev, leaf)
     select u.epoch, u.index, u.stream, u.ev, substring($5::bytea from u.start for u.length)
     from unnest($1::int[], $2::bigint[], $3::uuid[], $4::bigint[], $6::int[], $7::int[]) as u (epoch, index, stream, ev, start, length)`,
    [
      leaves.map((l) => l.epoch),
      leaves.map((l) => l.index),
      leaves.map((l) => l.stream),
      leaves.map((l) => l.ev),
      Buffer.concat(leaves.map((l) => l.leaf)),
      starts,
      leaves.map((l) => l.leaf.length),
    ],
  );
}

/** Takes leaves out of a log that nobody was shown yet, from `low` up to `high`, which is left out. */
export async function deleteLeavesBetween(tx: Tx, epoch: number, low: number, high: number): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from ledger_leaf where epoch = $1 and index >= $2 and index < $3', [epoch, low, high]);
}

export async function putStreams(tx: Tx, streams: readonly StreamRow[]): Promise<void> {
  assertTx(tx);
  await tx.prepared(
    'put-streams',
    `insert into ledger_stream (stream_id, key, ev, epoch, leaf_hash)
     select * from unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::int[], $5::bytea[])
     on conflict (stream_id) do update set ev = excluded.ev, epoch = excluded.epoch, leaf_hash = excluded.leaf_hash`,
    [
      streams.map((s) => s.stream),
      streams.map((s) => s.key),
      streams.map((s) => s.ev),
      streams.map((s) => s.epoch),
      streams.map((s) => s.leafHash),
    ],
  );
}

export async function putStreamKeys(tx: Tx, streams: readonly Pick<StreamRow, 'stream' | 'key'>[]): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update ledger_stream s set key = u.key from unnest($1::uuid[], $2::bytea[]) as u (stream, key) where s.stream_id = u.stream`,
    [streams.map((s) => s.stream), streams.map((s) => s.key)],
  );
}

export async function insertRecordKeys(tx: Tx, keys: readonly { stream: string; ev: number; key: Buffer }[]): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into record_key (stream_id, ev, key) select * from unnest($1::uuid[], $2::bigint[], $3::bytea[])', [
    keys.map((k) => k.stream),
    keys.map((k) => k.ev),
    keys.map((k) => k.key),
  ]);
}

export async function insertOwn(tx: Tx, own: { stream: string; ev: number; part: string; content: Uint8Array }): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into ledger_own (stream_id, ev, part, content) values ($1, $2, $3, $4)', [
    own.stream,
    own.ev,
    own.part,
    own.content,
  ]);
}

/** A size is signed once: a second note for it, whatever its root, fails. */
export async function insertCheckpoint(tx: Tx, c: CheckpointRow): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into ledger_checkpoint (epoch, size, root, note, signed_at) values ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))`,
    [c.epoch, c.size, c.root, c.note, c.signedAt],
  );
}

/** Notes that a checkpoint lies outside; forgets those of more than a day before, which nothing asks for any more. */
export async function notePublished(tx: Tx, epoch: number, size: number, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update ledger_checkpoint set published_at = to_timestamp($3::float8 / 1000)
     where epoch = $1 and size <= $2 and published_at is null`,
    [epoch, size, at],
  );
  await tx.rows(
    `delete from ledger_checkpoint where epoch = $1 and size < $2 and signed_at < to_timestamp($3::float8 / 1000) - interval '1 day'`,
    [epoch, size, at],
  );
}
