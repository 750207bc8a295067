-- How tending an account goes, by what is done for it: `pull` and `hold` by the node that tends it, `call` by whichever its platform calls.
create table channel_tending (
  account_id uuid not null references channel_account (id),
  what text not null check (what in ('pull', 'hold', 'call')),
  good_at timestamptz,
  -- Since when it fails without end, when last, how often, and a short name of the trouble; null while it goes well.
  bad_since timestamptz,
  bad_at timestamptz,
  bad_times int not null default 0,
  bad_code text,
  primary key (account_id, what)
);

-- What came and went last, and the newest of what is listed of one account.
create index ingress_item_newest on ingress_item (account_id, id);
create index outbox_item_newest on outbox_item (account_id, id);
