-- The newest rows before a place, up to `p_rows` of them: those that match, and the last one looked at, so that whoever asks can go
-- on from there. Pinned to the walk along (at, conversation_id, seq), and planned once per connection.
create function search_newest(p_query tsquery, p_from bigint, p_at bigint, p_conversation uuid, p_seq bigint, p_rows int)
returns table (conversation_id uuid, seq bigint, at bigint, hit boolean, scanned bigint)
language plpgsql stable rows 100
set enable_seqscan = off set enable_bitmapscan = off set jit = off
set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
  with chunk as materialized (
    select m.conversation_id, m.seq, m.at, (p_query is null or m.tokens @@ p_query) as hit,
      row_number() over (order by m.at desc, m.conversation_id desc, m.seq desc) as n
    from search_message m
    where (m.at, m.conversation_id, m.seq) < (p_at, p_conversation, p_seq) and m.at >= p_from
    order by m.at desc, m.conversation_id desc, m.seq desc limit p_rows)
  select c.conversation_id, c.seq, c.at, c.hit, t.scanned from chunk c, (select count(*) as scanned from chunk) t
  where c.hit or c.n = t.scanned;
end $$;
