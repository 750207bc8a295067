-- Talk with customers: a conversation is the stream of one handle on one channel account. Staff take part through the groups it is opened to;
-- nobody has a membership of their own in it.
alter table conversation drop constraint conversation_kind_check,
  add constraint conversation_kind_check check (kind in ('direct', 'group', 'topic', 'note', 'customer'));

create table customer_conversation (
  conversation_id uuid primary key references conversation (id),
  account_id uuid not null references channel_account (id),
  handle_id uuid not null references contact_handle (id),
  unique (account_id, handle_id)
);
create index customer_conversation_handle on customer_conversation (handle_id);

-- Groups whose members read and answer it. Who is in a group, and who left it, is said once: in `membership`.
create table customer_audience (
  group_id uuid not null references conversation (id),
  conversation_id uuid not null references customer_conversation (conversation_id),
  opened_at timestamptz not null default now(),
  primary key (group_id, conversation_id)
);
create index customer_audience_conversation on customer_audience (conversation_id);

-- How far somebody has read a customer conversation that they opened; nothing is written for those who did not.
create table customer_read (
  user_id uuid not null,
  conversation_id uuid not null references customer_conversation (conversation_id),
  read_seq bigint not null,
  rev bigint not null default 1,
  primary key (user_id, conversation_id)
) with (fillfactor = 70);

-- Of what a contact said: by which handle, and in which thread of the channel. What it said, and to whom else, stands with its version.
alter table message add column handle_id uuid, add column thread text;
-- A channel may bring the same message twice.
create unique index message_inbound on message (conversation_id, client_id) where handle_id is not null;
create index message_thread on message (conversation_id, thread, seq) where thread is not null;

-- Of what goes to a contact: under which decision, and how far it has come. To whom, and what, stands with its version.
create table message_outward (
  conversation_id uuid not null,
  seq bigint not null,
  -- Of its sending.
  ev bigint not null,
  account_id uuid not null,
  handle_id uuid not null,
  purpose text not null,
  reservation uuid,
  expires_at timestamptz,
  state text not null default 'queued' check (state in ('queued', 'sending', 'awaiting_member', 'accepted', 'sent', 'delivered', 'read',
    'failed', 'expired', 'suppressed')),
  state_at timestamptz not null,
  code text,
  primary key (conversation_id, seq)
) with (fillfactor = 80);
create index message_outward_ev on message_outward (conversation_id, ev);
