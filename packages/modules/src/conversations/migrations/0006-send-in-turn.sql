-- The batched send that waits for streams another node sends to at this moment, for one commit's time: skipped, each of them would
-- cost a transaction of its own. One that is held for longer fails the batch (55P03), and the batch goes again by send_messages(),
-- which skips. What is decided is decided by send_messages() on a snapshot taken after these locks. Owner and test as there.
create function send_messages_in_turn(
  p_stream uuid[], p_sender uuid[], p_client uuid[], p_mac bytea[], p_key bytea[], p_text text[], p_content text[], p_record uuid[],
  p_mention_n int[], p_mention_user uuid[], p_mention_audience text[]
) returns table (n int, status int, ev bigint, seq bigint, at timestamptz, mac bytea, key bytea)
language plpgsql set lock_timeout = '100ms' set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  perform 1 from stream s where s.id = any (p_stream) order by s.id for no key update;
  return query select * from send_messages(p_stream, p_sender, p_client, p_mac, p_key, p_text, p_content, p_record,
    p_mention_n, p_mention_user, p_mention_audience);
end $$;
