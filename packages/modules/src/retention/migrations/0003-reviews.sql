-- What comes before a person: messages of a conversation that a rule wants reviewed, or a matter that may not be needed any more.
create table review (
  id uuid primary key,
  kind text not null check (kind in ('messages', 'matter')),
  state text not null check (state in ('open', 'extended', 'kept', 'destroy', 'needed', 'lifted', 'void')),
  listed_at timestamptz not null,
  conversation_id uuid,
  -- Rules that messages were listed by.
  version int,
  matter_id uuid,
  decided_by uuid references user_account (id),
  decided_at timestamptz,
  -- Comes up again then.
  until timestamptz,
  reason text not null default '',
  check ((kind = 'messages') = (conversation_id is not null)),
  check ((kind = 'matter') = (matter_id is not null))
);
create unique index review_open_conversation on review (conversation_id) where state = 'open' and kind = 'messages';
create unique index review_open_matter on review (matter_id) where state = 'open' and kind = 'matter';
create index review_decided_conversation on review (conversation_id, decided_at) where kind = 'messages';

-- Messages that a review is about; of what is destroyed later the row stays.
create table review_item (
  review_id uuid not null references review (id),
  conversation_id uuid not null,
  seq bigint not null,
  said timestamptz not null,
  bytes bigint not null,
  primary key (review_id, seq)
);
create index review_item_place on review_item (conversation_id, seq);

-- Decisions that are not in the ledger yet.
create index retention_event_waiting on retention_event (id) where ev is null;
