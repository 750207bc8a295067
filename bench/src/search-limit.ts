import { createDb, createLogger, type Db } from '@rapport/platform';
import type { Term } from './search-terms.ts';

/** Of a page, as `search.messages` asks for by default of its callers. */
export const pageSize = 20;

export interface Place {
  conversation: string;
  seq: number;
}

/** Matches by the index of tokens first, sorted then. `$1` the person, `$2` tsquery, `$3` patterns. */
const gathered = `
  with hit as materialized (select conversation_id, seq, at from search_message where tokens @@ $2::tsquery),
  seen as (
    select h.* from hit h join membership m on m.user_id = $1 and m.conversation_id = h.conversation_id and m.left_ev is null and h.seq >= m.from_seq
    order by h.at desc, h.conversation_id desc, h.seq desc offset 0)`;
/** The newest messages backwards, tested one by one. */
const backwards = `
  with seen as (
    select h.conversation_id, h.seq, h.at from search_message h
    join membership m on m.user_id = $1 and m.conversation_id = h.conversation_id and m.left_ev is null and h.seq >= m.from_seq
    where h.tokens @@ $2::tsquery order by h.at desc, h.conversation_id desc, h.seq desc offset 0)`;
/** The words of what was found, looked at once more: having the tokens is not yet matching. */
const found = `
  select s.conversation_id as conversation, s.seq, s.at, w.sender, w.edits, w.text, c.kind, c.name, c.archived_at, c.parent_id
  from seen s
  cross join lateral (
    select x.sender, x.edits, v.text from message x join version v on v.conversation_id = x.conversation_id and v.ev = x.version_ev
    where x.conversation_id = s.conversation_id and x.seq = s.seq and x.recalled_at is null offset 0) w
  cross join lateral (select * from conversation c0 where c0.id = s.conversation_id offset 0) c
  where ' ' || lower(w.text) like all ($3::text[]) limit ${pageSize}`;

const ways = { gathered: gathered + found, backwards: backwards + found };
type Way = keyof typeof ways;

const patternsOf = (term: Term): string[] => term.parts.map((part) => `%${part}%`);

export interface BareSearch {
  /** The page by the faster of both ways. */
  page(term: Term): Promise<Place[]>;
  close(): Promise<void>;
}

/**
 * The limit of `search`: one prepared statement on one connection, by whichever of two ways was faster for the term when both were
 * tried before. No open groups or topics, no snippets; it knows beforehand how common a term is, which the product has to find out.
 */
export async function bareSearch(databaseUrl: string, user: string, terms: readonly Term[]): Promise<BareSearch> {
  const connect = (settings: string): Db => {
    const url = new URL(databaseUrl);
    url.searchParams.set('options', `-c jit=off -c enable_seqscan=off -c max_parallel_workers_per_gather=0 ${settings}`);
    return createDb({ url: url.toString(), max: 1, logger: createLogger('error') });
  };
  const dbs: Record<Way, Db> = {
    gathered: connect(''),
    backwards: connect('-c enable_bitmapscan=off -c enable_sort=off -c enable_hashjoin=off -c enable_mergejoin=off'),
  };
  const ask = (way: Way, term: Term): Promise<Place[]> =>
    dbs[way].prepared<Place>(`bench-${way}`, ways[way], [user, term.tsquery, patternsOf(term)]);
  const best = new Map<string, Way>();
  for (const term of terms) {
    const took: Record<Way, number> = { gathered: 0, backwards: 0 };
    for (const way of ['gathered', 'backwards'] as const) {
      for (let n = 0; n < 3; n++) {
        const begun = performance.now();
        await ask(way, term);
        const one = performance.now() - begun;
        took[way] = n === 0 ? one : Math.min(took[way], one);
        // A way that takes a second is not the faster one.
        if (one > 1_000) break;
      }
    }
    best.set(term.text, took.gathered <= took.backwards ? 'gathered' : 'backwards');
  }
  return {
    page: (term) => ask(best.get(term.text)!, term),
    close: async () => {
      for (const db of Object.values(dbs)) await db.close();
    },
  };
}

/** Every place that has a term, newest first, by looking at each text that the person may see. */
export async function bruteForce(db: Db, terms: readonly Term[]): Promise<Map<string, Place[]>> {
  const all = new Map<string, Place[]>();
  for (const term of terms)
    all.set(
      term.text,
      await db.rows<Place>(
        `select conversation, seq from bench_visible where text like all ($1::text[]) order by at desc, conversation desc, seq desc`,
        [patternsOf(term)],
      ),
    );
  return all;
}

/** The texts that a person may see, put aside once. */
export async function layOut(db: Db, user: string): Promise<void> {
  await db.rows('drop table if exists bench_visible');
  await db.rows(
    `create unlogged table bench_visible as
     select x.conversation_id as conversation, x.seq, (extract(epoch from coalesce(x.occurred_at, x.at)) * 1000)::bigint as at, ' ' || lower(v.text) as text
     from membership m join message x on x.conversation_id = m.conversation_id and x.seq >= m.from_seq
     join version v on v.conversation_id = x.conversation_id and v.ev = x.version_ev
     where m.user_id = $1 and m.left_ev is null and x.recalled_at is null`,
    [user],
  );
}
