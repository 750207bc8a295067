import type { Queryable, Tx } from '@rapport/platform';
import type { LogLine } from '../compose.ts';
import type { ExportRow } from './rows.ts';

const columns = `id, maker, format, recipient, purpose, conversations, after_at as after, before_at as before, with_files as files, state, done, total, differs,
  bytes, manifest, digest, failure, created_at as "createdAt", ended_at as "endedAt", expires_at as "expiresAt", inspection, not_after as "notAfter", blob_id as blob`;

export const findExport = (q: Queryable, id: string): Promise<ExportRow | undefined> =>
  q.row<ExportRow>(`select ${columns} from record_export where id = $1`, [id]);

/** Somebody's, newest first, older than `before`. */
export const exportsOf = (q: Queryable, maker: string, before: string | undefined, limit: number): Promise<ExportRow[]> =>
  q.rows<ExportRow>(
    `select ${columns} from record_export where maker = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [maker, before ?? null, limit],
  );

export const unfinishedOf = async (q: Queryable, maker: string): Promise<number> =>
  (await q.row<{ n: number }>(
    `select count(*)::int as n from record_export where maker = $1 and state in ('waiting', 'working')`,
    [maker],
  ))!.n;

export const expiredExports = (q: Queryable, at: number, limit: number): Promise<ExportRow[]> =>
  q.rows<ExportRow>(
    `select ${columns} from record_export where blob_id is not null and expires_at < to_timestamp($1::float8 / 1000)
     order by expires_at limit $2`,
    [at, limit],
  );

/** Streams of conversations as they stand; those that are none are left out. */
export const conversationHeads = (q: Queryable, ids: readonly string[]): Promise<{ stream: string; ev: number }[]> =>
  q.rows(`select id as stream, ev from stream where kind = 'conversation' and id = any ($1::uuid[])`, [ids]);

/** The numbers between which everything of a time lies in each stream, up to its `last`; streams in which nothing does are left out. */
export const rangesOf = (
  q: Queryable,
  streams: readonly { stream: string; last: number }[],
  { after, before }: { after: number | null; before: number | null },
): Promise<{ stream: string; from: number; to: number }[]> =>
  q.rows(
    `select u.stream, r.low as from, r.high as to from unnest($1::uuid[], $2::bigint[]) as u (stream, last)
     cross join lateral (
       select min(ev) as low, max(ev) as high from log where stream_id = u.stream and ev <= u.last
         and ($3::float8 is null or at >= to_timestamp($3 / 1000)) and ($4::float8 is null or at < to_timestamp($4 / 1000))) r
     where r.low is not null`,
    [streams.map(({ stream }) => stream), streams.map(({ last }) => last), after, before],
  );

/** Leaves of some events, as text; those that have none are left out. */
export const leavesAt = (
  q: Queryable,
  events: readonly { stream: string; ev: number }[],
): Promise<{ stream: string; ev: number; epoch: number; index: number; leaf: string }[]> =>
  q.rows(
    `select u.stream, u.ev, l.epoch, l.index, l.leaf from unnest($1::uuid[], $2::bigint[]) as u (stream, ev)
     cross join lateral (
       select epoch, index, convert_from(leaf, 'UTF8') as leaf from ledger_leaf where stream_id = u.stream and ev = u.ev limit 1) l`,
    [events.map(({ stream }) => stream), events.map(({ ev }) => ev)],
  );

/** A line of one stream, which whoever asks knows, with its leaf as text; null where the ledger has none. */
export type ExportedLine = Omit<LogLine, 'stream'> & { epoch: number; index: number; leaf: string | null };

/** Leaves are looked up one by one: joined by numbers of which the planner knows nothing, each line would meet all leaves of the page. */
export const exportedLines = (q: Queryable, stream: string, from: number, to: number): Promise<ExportedLine[]> =>
  q.prepared<ExportedLine>(
    'exported-lines',
    `select l.ev, l.type, l.actor, l.at, l.target, l.subject, f.epoch, f.index, f.leaf from log l
     left join lateral (
       select epoch, index, convert_from(leaf, 'UTF8') as leaf from ledger_leaf where stream_id = $1 and ev = l.ev limit 1) f on true
     where l.stream_id = $1 and l.ev between $2 and $3 order by l.ev`,
    [stream, from, to],
  );

/** What happened in a conversation beside its messages, between two numbers (the first left out). */
export const conversationEvents = (
  q: Queryable,
  stream: string,
  above: number,
  upTo: number,
  { after, before }: { after: number | null; before: number | null },
): Promise<{ ev: number; type: string; actor: string | null; at: number; subject: string | null }[]> =>
  q.rows(
    `select ev, type, actor, at, subject from log where stream_id = $1 and ev > $2 and ev <= $3 and type not like 'message.%'
       and ($4::float8 is null or at >= to_timestamp($4 / 1000)) and ($5::float8 is null or at < to_timestamp($5 / 1000)) order by ev`,
    [stream, above, upTo, after, before],
  );

/** Wrapped keys of events that said nothing. */
export const recordKeys = (q: Queryable, stream: string, from: number, to: number): Promise<{ ev: number; key: Buffer }[]> =>
  q.prepared('exported-keys', 'select ev, key from record_key where stream_id = $1 and ev between $2 and $3', [stream, from, to]);

/** Messages that are shown to nobody any more, though not erased yet: the `ev` they were sent with. */
export const withheldIn = async (q: Queryable, stream: string): Promise<Set<number>> =>
  new Set(
    (
      await q.rows<{ target: number }>(
        `select target from log where stream_id = $1 and type = 'message.withheld' and target is not null`,
        [stream],
      )
    ).map(({ target }) => target),
  );

/** What one of the ledger's own events says. */
export const ownContent = async (q: Queryable, stream: string, ev: number): Promise<Buffer | undefined> =>
  (await q.row<{ content: Buffer }>('select content from ledger_own where stream_id = $1 and ev = $2', [stream, ev]))?.content;

/** Public keys of all logs of the house, oldest first. */
export const logKeys = async (q: Queryable): Promise<string[]> =>
  (await q.rows<{ key: string }>('select key from ledger_epoch order by n')).map(({ key }) => key);

/** Bundles with this conversation in them that are kept or being made; they stay as they are until the transaction ends. */
export const lockExportsOf = (tx: Tx, conversation: string): Promise<{ id: string; blob: string | null }[]> =>
  tx.rows(
    `select id, blob_id as blob from record_export
     where conversations @> array[$1::uuid] and (blob_id is not null or state in ('waiting', 'working')) order by id for update`,
    [conversation],
  );

/** Those of an inspection that are kept or being made; they stay as they are until the transaction ends. */
export const lockExportsUnder = (
  tx: Tx,
  inspection: string,
): Promise<{ id: string; blob: string | null; state: ExportRow['state'] }[]> =>
  tx.rows(
    `select id, blob_id as blob, state from record_export
     where inspection = $1 and (blob_id is not null or state in ('waiting', 'working')) order by id for update`,
    [inspection],
  );

/** Whether anything was taken away in these streams after these numbers. */
export const takenSince = async (q: Queryable, heads: readonly { stream: string; ev: number }[]): Promise<boolean> =>
  (await q.row(
    `select 1 from unnest($1::uuid[], $2::bigint[]) as u (stream, ev) cross join lateral (
       select 1 from log where stream_id = u.stream and log.ev > u.ev and type in ('message.erased', 'message.withheld', 'record.redacted') limit 1) l limit 1`,
    [heads.map(({ stream }) => stream), heads.map(({ ev }) => ev)],
  )) !== undefined;
