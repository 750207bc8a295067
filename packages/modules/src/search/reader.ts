import { Fault } from '@rapport/contract';
import { type Db, pgCode, type Queryable, type Tx } from '@rapport/platform';
import {
  someVisibleSql,
  type Viewer,
  viewerParameter,
  visibleAmongSql,
  visibleConversationsSql,
} from '../conversations/index.ts';

/** A message that may match: its tokens do, and the viewer may see it. */
export interface Candidate {
  conversation: string;
  seq: number;
  /** Unix ms. */
  at: number;
}

/** What the index is asked. */
export interface IndexQuery {
  /** For `tokens @@ …`; absent when only days narrow the search. */
  tsquery: string | undefined;
  /** It asks for something, not only for the absence of things: only then is the GIN index of use. */
  selective: boolean;
  /** It asks for one place or person: common words are not common there. */
  narrow: boolean;
  /** Unix ms, half-open. */
  from: number;
  until: number;
}

/** Rows from which on all are known: results come in descending order of (at, conversation, seq). */
export type Before = readonly [at: number, conversation: string, seq: number];

export const newest: Before = [Number.MAX_SAFE_INTEGER, 'ffffffff-ffff-ffff-ffff-ffffffffffff', Number.MAX_SAFE_INTEGER];
const columns = 'conversation_id as conversation, seq, at';
const descending = 'order by at desc, conversation_id desc, seq desc';

/**
 * Runs searches on one connection under a time limit (ms), with the planner kept off whole-table scans.
 * @throws Fault `search-too-broad` when the time is up
 */
export async function withinTime<T>(db: Db, milliseconds: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction(async (tx) => {
      await tx.prepared(
        'search-limits',
        `select set_config('statement_timeout', $1, true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true), set_config('transaction_read_only', 'on', true)`,
        [String(milliseconds)],
      );
      return work(tx);
    });
  } catch (error) {
    if (pgCode(error) === '57014') throw new Fault('search-too-broad');
    throw error;
  }
}

/** Guests see no open groups, archivists what they were given leave for: their statements have another text. */
const nameFor = (name: string, { kind }: Viewer): string => (kind === 'guest' || kind === 'archivist' ? `${name}-${kind}` : name);

/**
 * For what is not too common: the GIN index answers all matches first, then those the viewer may see are sorted. `total` is how many
 * there were before that; with more than `cap` the candidates are not all, and another way must be taken.
 */
export async function matchesInIndex(
  tx: Tx,
  viewer: Viewer,
  query: IndexQuery & { tsquery: string },
  before: Before,
  cap: number,
  limit: number,
): Promise<{ total: number; candidates: Candidate[] }> {
  const rows = await tx.prepared<Candidate & { total: number }>(
    nameFor('search-gathered', viewer),
    `with hit as materialized (select * from search_hits($2::tsquery, $3::bigint, $4::bigint, $5::int + 1)),
       seen as materialized (${visibleAmongSql(viewer, 'select distinct conversation_id from hit', 1)}),
       page as (
         select h.* from hit h join seen v on v.id = h.conversation_id and h.seq >= v.from_seq
         where (h.at, h.conversation_id, h.seq) < ($6::bigint, $7::uuid, $8::bigint) ${descending} limit $9)
     select t.total, ${columns} from (select count(*) as total from hit) t left join page on true ${descending}`,
    [viewerParameter(viewer), query.tsquery, query.from, query.until, cap, ...before, limit],
  );
  return {
    total: rows[0]?.total ?? 0,
    candidates: rows.filter((r) => r.seq !== null).map(({ total: _, ...candidate }) => candidate),
  };
}

/** What a walk over the newest rows came upon. */
export interface Walked {
  candidates: Candidate[];
  /** The last row looked at; absent when there are no more. */
  reached: Before | undefined;
  /** Rows that match, whoever may see them. */
  hits: number;
  /** Rows of the whole index, about. */
  indexed: number;
}

interface WalkedRow extends Candidate {
  scanned: number;
  hits: number;
  indexed: number;
  lastAt: number;
  lastConversation: string;
  lastSeq: number;
}

/** For what is common: the newest rows backwards, a chunk at a time, tested one by one. */
export async function matchesBackwards(
  tx: Tx,
  viewer: Viewer,
  query: IndexQuery,
  before: Before,
  chunk: number,
  limit: number,
): Promise<Walked> {
  const from: Before = before[0] < query.until ? before : [query.until, '00000000-0000-0000-0000-000000000000', 0];
  const rows = await tx.prepared<WalkedRow>(
    nameFor('search-backwards', viewer),
    `with chunk as materialized (select * from search_newest($2::tsquery, $3::bigint, $4::bigint, $5::uuid, $6::bigint, $7::int)),
       seen as materialized (${visibleAmongSql(viewer, 'select distinct conversation_id from chunk where hit', 1)}),
       page as (select h.* from chunk h join seen v on v.id = h.conversation_id and h.seq >= v.from_seq where h.hit ${descending} limit $8)
     select t.*, ${columns}
     from (select (select max(scanned) from chunk) as scanned, (select count(*) from chunk where hit) as hits,
         (select reltuples::bigint from pg_class where oid = 'search_message'::regclass) as indexed,
         l.at as "lastAt", l.conversation_id as "lastConversation", l.seq as "lastSeq"
       from (select 1) one left join (select * from chunk order by at, conversation_id, seq limit 1) l on true) t
     left join page on true ${descending}`,
    [viewerParameter(viewer), query.tsquery ?? null, query.from, ...from, chunk, limit],
  );
  const first = rows[0];
  const candidates = rows.filter((r) => r.seq !== null).map(({ conversation, seq, at }) => ({ conversation, seq, at }));
  const known = { candidates, hits: first?.hits ?? 0, indexed: first?.indexed ?? 0 };
  const last = candidates.at(-1);
  if (last && candidates.length === limit) return { ...known, reached: [last.at, last.conversation, last.seq] };
  const more = first && first.scanned === chunk;
  return { ...known, reached: more ? [first.lastAt, first.lastConversation, first.lastSeq] : undefined };
}

/** Whoever sees more conversations than this sees much: each is a look of its own. */
const fewPlaces = 5_000;

/** Whether the viewer may see at most so many messages, in not too many conversations; it costs no more where they see far more. */
export async function seesFew(q: Queryable, viewer: Viewer, messages: number): Promise<boolean> {
  const [row] = await q.prepared<{ places: number; n: number | null }>(
    nameFor('search-sees-few', viewer),
    `select count(*) as places, sum(greatest(s.seq - v.from_seq + 1, 0))::bigint as n
     from (${someVisibleSql(viewer, 1, fewPlaces + 1)}) v join lateral (select t.seq from stream t where t.id = v.id limit 1) s on true`,
    [viewerParameter(viewer)],
  );
  return (row?.places ?? 0) <= fewPlaces && (row?.n ?? 0) <= messages;
}

/** For people who see little: everything they see is tested. The fence keeps the planner off one GIN look per conversation. */
export const matchesInVisible = (
  q: Queryable,
  viewer: Viewer,
  query: IndexQuery,
  before: Before,
  limit: number,
): Promise<Candidate[]> =>
  q.prepared<Candidate>(
    nameFor('search-visible', viewer),
    `with seen as materialized (${visibleConversationsSql(viewer, 1)})
     select h.conversation_id as conversation, h.seq, h.at from seen v cross join lateral (
       select m.conversation_id, m.seq, m.at, ($2::tsquery is null or m.tokens @@ $2::tsquery) as hit from search_message m
       where m.conversation_id = v.id and m.seq >= v.from_seq offset 0) h
     where h.hit and h.at >= $3::bigint and h.at < $4::bigint and (h.at, h.conversation_id, h.seq) < ($5::bigint, $6::uuid, $7::bigint)
     order by h.at desc, h.conversation_id desc, h.seq desc limit $8`,
    [viewerParameter(viewer), query.tsquery ?? null, query.from, query.until, ...before, limit],
  );

/** The name a person or department was indexed with in mentions. */
export const mentionedAs = async (q: Queryable, id: string): Promise<string | undefined> =>
  (await q.row<{ name: string }>('select name from search_mentioned where id = $1', [id]))?.name;

/** Whether the index has one of these messages. */
export const someIndexed = async (q: Queryable, conversation: string, seqs: readonly number[]): Promise<boolean> =>
  (await q.row('select 1 from search_message where conversation_id = $1 and seq = any ($2::bigint[]) limit 1', [
    conversation,
    seqs,
  ])) !== undefined;
