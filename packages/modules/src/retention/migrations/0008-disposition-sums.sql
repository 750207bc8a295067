-- How many of a batch came to what, as it ended: what is over is not counted again each time that batches are listed.
alter table disposition
  add column messages int,
  add column bytes bigint,
  add column counts json;
update disposition d set messages = coalesce(i.messages, 0), bytes = coalesce(i.bytes, 0), counts = coalesce(i.counts, '{}')
  from (select o.id, sum(z.n) as messages, sum(z.bytes) as bytes, json_object_agg(z.state, z.n) filter (where z.state is not null) as counts
    from disposition o left join lateral (
      select state, count(*) as n, sum(bytes) as bytes from disposition_item where disposition_id = o.id group by state) z on true
    where o.state in ('done', 'withdrawn') group by o.id) i
  where i.id = d.id;
