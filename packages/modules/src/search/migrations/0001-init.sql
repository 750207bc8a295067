-- One row per message that can be found. What narrows a search besides words (conversation, sender, kinds of attachments) is in
-- `tokens`, too, behind a sign that no word begins with: one GIN look answers all of it together, without another extension.
create table search_message (
  conversation_id uuid not null,
  seq bigint not null,
  -- When it was said, Unix ms: the order of results.
  at bigint not null,
  tokens tsvector not null,
  primary key (conversation_id, seq)
);
-- Pending entries are scanned by every search: a small list keeps both the batched inserts and the searches fast.
create index search_message_tokens on search_message using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 512);
create index search_message_at on search_message (at, conversation_id, seq);

-- Names as mentions were indexed with: whoever is called otherwise now has been renamed, and those messages are read again.
create table search_mentioned (
  id uuid primary key,
  name text not null
);

-- Everything the index has for a query, up to `p_cap` rows. Pinned to bitmap scans: with LIMIT or ORDER BY in sight the planner would
-- rather walk another index and test row by row, which takes half a second where the word is rare.
create function search_hits(p_query tsquery, p_from bigint, p_until bigint, p_cap int)
returns table (conversation_id uuid, seq bigint, at bigint)
language plpgsql stable rows 1000
set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off set jit = off
set max_parallel_workers_per_gather = 0 set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
begin
  return query select m.conversation_id, m.seq, m.at from search_message m
    where m.tokens @@ p_query and m.at >= p_from and m.at < p_until limit p_cap;
end $$;
