-- How much a review is about, counted as it is listed: lists need not look at every message again.
alter table review
  add column messages int not null default 0,
  add column bytes bigint not null default 0,
  add column said_from timestamptz,
  add column said_until timestamptz;
update review r set messages = i.messages, bytes = i.bytes, said_from = i.first, said_until = i.last
  from (select review_id, count(*) as messages, sum(bytes) as bytes, min(said) as first, max(said) as last from review_item group by 1) i
  where i.review_id = r.id;
