-- The batched send: owner conversations, the one place outside the platform that writes `stream` and `log`. Tested by
-- send-batch.test.ts. Two statements in one round trip: the stream rows are locked in sorted order first, and the work runs on
-- a snapshot taken after the locks. Rows that others hold are skipped (status 4) and tried again in the slow lane.
--
-- Status: 0 sent · 1 a message with this client id is there (compare its mac) · 3 no such conversation or no member ·
-- 4 busy · 5 archived · 6 only administrators post here.
create function send_messages(
  p_stream uuid[], p_sender uuid[], p_client uuid[], p_mac bytea[], p_key bytea[], p_text text[], p_content text[], p_record uuid[],
  p_mention_n int[], p_mention_user uuid[], p_mention_audience text[]
) returns table (n int, status int, ev bigint, seq bigint, at timestamptz, mac bytea, key bytea)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  held uuid[];
begin
  select coalesce(array_agg(z.id), '{}') into held
  from (select s.id from stream s where s.id = any (p_stream) order by s.id for no key update skip locked) z;

  return query
  with d as materialized (
    select u.n::int as n, u.stream, u.sender, u.client, u.stream = any (held) as mine,
      x.ev as old_ev, x.seq as old_seq, x.at as old_at, x.mac as old_mac, v.key as old_key,
      case when m.role is null or m.from_seq > coalesce(c.anchor_seq, m.from_seq) then 3
        when coalesce(c.archived_at, p.archived_at) is not null then 5
        when coalesce(p.posting, c.posting) = 'admins' and m.role not in ('owner', 'admin') then 6
        else 0 end as refusal
    from unnest(p_stream, p_sender, p_client) with ordinality as u (stream, sender, client, n)
    left join lateral (select c0.* from conversation c0 where c0.id = u.stream limit 1) c on true
    -- A topic is written by the members of what it hangs on, under its rules, if they may see the message it hangs on (SY10).
    left join lateral (select p0.archived_at, p0.posting from conversation p0 where p0.id = c.parent_id limit 1) p on true
    left join lateral (
      select m0.role, m0.from_seq from membership m0
      where m0.user_id = u.sender and m0.conversation_id = coalesce(c.parent_id, c.id) and m0.left_ev is null limit 1
    ) m on true
    left join lateral (
      select x0.* from message x0
      where x0.conversation_id = u.stream and x0.client_id = u.client and x0.sender = u.sender limit 1
    ) x on true
    left join lateral (select v0.key from version v0 where v0.conversation_id = u.stream and v0.ev = x.ev limit 1) v on true
  ),
  g as (
    select d.stream, count(*) as many, array_agg(d.n order by d.n) as ns
    from d where d.mine and d.refusal = 0 and d.old_ev is null group by d.stream
  ),
  bump as materialized (
    update stream s set ev = s.ev + g.many, seq = s.seq + g.many, last_tx = pg_current_xact_id()
    from g where s.id = g.stream
    returning s.id, s.ev - g.many as ev0, s.seq - g.many as seq0, g.ns, date_trunc('milliseconds', clock_timestamp()) as at
  ),
  r as materialized (
    select b.id, t.n, b.ev0 + t.k as ev, b.seq0 + t.k as seq, b.at
    from bump b, unnest(b.ns) with ordinality as t (n, k)
  ),
  put_message as (
    insert into message (conversation_id, seq, ev, changed_ev, version_ev, sender, client_id, mac, at)
    select r.id, r.seq, r.ev, r.ev, r.ev, p_sender[r.n], p_client[r.n], p_mac[r.n], r.at from r
  ),
  put_version as (
    insert into version (conversation_id, ev, seq, author, at, key, text, content)
    select r.id, r.ev, r.seq, p_sender[r.n], r.at, p_key[r.n], p_text[r.n], p_content[r.n]::jsonb from r
  ),
  put_log as (
    insert into log (stream_id, ev, type, actor, at, record_id)
    select r.id, r.ev, 'message.sent', p_sender[r.n], r.at, p_record[r.n] from r
  ),
  put_mention as (
    insert into mention (conversation_id, seq, user_id, audience)
    select r.id, r.seq, w.person, w.audience
    from unnest(p_mention_n, p_mention_user, p_mention_audience) as w (n, person, audience) join r on r.n = w.n
  ),
  -- Whoever writes has read: one's own pointer moves to the message sent (SY8).
  moved as (
    update membership p set read_seq = greatest(p.read_seq, w.seq), unread_from = null
    from (select r.id, p_sender[r.n] as sender, max(r.seq) as seq from r group by 1, 2) w
    where p.user_id = w.sender and p.conversation_id = w.id
  )
  select d.n,
    case when r.ev is not null then 0 when d.old_ev is not null then 1 when d.refusal = 3 then 3
      when not d.mine then 4 else d.refusal end,
    coalesce(r.ev, d.old_ev), coalesce(r.seq, d.old_seq), coalesce(r.at, d.old_at), d.old_mac, d.old_key
  from d left join r on r.n = d.n
  order by d.n;
end $$;
