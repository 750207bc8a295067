-- Who promised whom what by when, marked in a message. What it says now; what it said before stands in version rows, one an event of the
-- conversation, which are erased with the message.
create table commitment (
  id uuid primary key,
  conversation_id uuid not null,
  seq bigint not null,
  version_ev bigint not null,
  what text not null,
  debtor_id uuid,
  debtor_name text not null,
  creditor_id uuid,
  creditor_name text not null,
  due date,
  state text not null default 'open' check (state in ('open', 'kept', 'dropped')),
  made_by uuid not null,
  made_at timestamptz not null,
  settled_by uuid,
  settled_at timestamptz,
  note text not null default ''
);
create index commitment_place on commitment (conversation_id, seq);
create index commitment_debtor on commitment (debtor_id) where debtor_id is not null;
create index commitment_creditor on commitment (creditor_id) where creditor_id is not null;
alter table message add column commitments int not null default 0;
