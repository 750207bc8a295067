-- How an account of `channel_account` is reached. What may be said by it lies there.
create table channel_transport (
  account_id uuid primary key references channel_account (id),
  settings jsonb not null,
  -- A JSON object of its secrets, sealed; null: none.
  secrets bytea,
  -- It rests until an administrator has looked: the platform did not accept our credentials.
  paused_at timestamptz,
  paused_because text,
  -- How many days raw bytes are kept after they were read.
  raw_days int not null,
  -- Rises with each change: nodes that hold an older one open begin anew.
  changes int not null default 0,
  changed_at timestamptz not null
);

-- Which node pulls, reads and sends for an account. By the database's clock.
create table channel_lease (
  account_id uuid primary key references channel_account (id),
  node uuid not null,
  until timestamptz not null
);

-- Values that all nodes share and the platform gave us (access tokens); made anew at any time.
create table channel_value (
  account_id uuid not null references channel_account (id),
  name text not null,
  value bytea not null,
  until timestamptz not null,
  primary key (account_id, name)
);

-- How far was pulled; moved in the transaction that keeps what was pulled.
create table channel_cursor (
  account_id uuid not null references channel_account (id),
  key text not null,
  cursor text not null,
  primary key (account_id, key)
);

-- The ingress stream of each account: what came, as it came, before anything looked at it. `key_hash` tells one from another for ever.
create table ingress_item (
  id uuid primary key,
  account_id uuid not null references channel_account (id),
  key_hash bytea not null,
  -- What came with its key; both null once erased. Much lies in the store instead.
  key bytea,
  raw bytea,
  blob_id uuid references blob (id),
  size int not null,
  digest bytea not null,
  received_at timestamptz not null,
  state text not null check (state in ('waiting', 'done', 'dead', 'dropped')),
  attempts int not null default 0,
  due_at timestamptz not null,
  done_at timestamptz,
  -- Why it could not be read, and in how many words of the house; no content.
  reason text,
  -- Who said that it need not be read, and when.
  dropped_by uuid,
  unique (account_id, key_hash)
);
create index ingress_item_waiting on ingress_item (account_id, id) where state = 'waiting';
create index ingress_item_dead on ingress_item (account_id, id) where state = 'dead';
create index ingress_item_kept on ingress_item (done_at) where state in ('done', 'dropped') and (raw is not null or blob_id is not null);

-- Which messages an arrival became: with them its bytes are erased.
create table ingress_message (
  conversation_id uuid not null,
  seq bigint not null,
  item_id uuid not null references ingress_item (id),
  primary key (conversation_id, seq, item_id)
);
create index ingress_message_item on ingress_message (item_id);

-- Messages by the wire's own ids (Message-IDs, a platform's ids), both ways: by these answers find what they answer.
create table native_message (
  account_id uuid not null references channel_account (id),
  native_id text not null,
  conversation_id uuid not null,
  seq bigint not null,
  thread text not null,
  handle_id uuid not null references contact_handle (id),
  primary key (account_id, native_id)
);
create index native_message_thread on native_message (conversation_id, thread, seq);

-- What goes out: one row a message that was committed.
create table outbox_item (
  id uuid primary key,
  account_id uuid not null references channel_account (id),
  conversation_id uuid not null,
  seq bigint not null,
  state text not null check (state in
    ('queued', 'sending', 'awaiting_member', 'accepted', 'sent', 'delivered', 'read', 'failed', 'expired', 'suppressed')),
  attempts int not null default 0,
  due_at timestamptz,
  expires_at timestamptz,
  reservation uuid,
  native_id text,
  -- Of the attempt that is under way or ended without an answer.
  tried_at timestamptz,
  -- Why it is where it is: the vendor's word, or one of ours.
  code text,
  queued_at timestamptz not null,
  changed_at timestamptz not null,
  unique (conversation_id, seq)
);
create index outbox_item_due on outbox_item (account_id, due_at, id) where due_at is not null;
create index outbox_item_native on outbox_item (account_id, native_id) where native_id is not null;
create index outbox_item_failed on outbox_item (account_id, changed_at) where state = 'failed';

-- What platforms told of what went out, late and repeated ones too. Without an item: nobody knows yet what it is about.
create table outbox_receipt (
  account_id uuid not null references channel_account (id),
  key_hash bytea not null,
  item_id uuid references outbox_item (id),
  native_id text,
  state text not null,
  code text,
  at timestamptz not null,
  received_at timestamptz not null,
  primary key (account_id, key_hash)
);
create index outbox_receipt_unmatched on outbox_receipt (account_id, native_id) where item_id is null;
create index outbox_receipt_item on outbox_receipt (item_id);
