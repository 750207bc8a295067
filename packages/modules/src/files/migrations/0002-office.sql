-- The PDF of an office file, made when somebody first looks at it.
create table file_pdf (
  file_id uuid primary key references file (id),
  state text not null check (state in ('waiting', 'ready', 'failed')),
  -- Why it failed.
  reason text check (reason in ('time', 'large', 'unreadable')),
  blob_id uuid references blob (id),
  -- Whoever asked first.
  asked_by uuid not null references user_account (id),
  -- When its state became what it is.
  at timestamptz not null,
  check ((state = 'ready') = (blob_id is not null)),
  check ((state = 'failed') = (reason is not null))
);
create index file_pdf_waiting on file_pdf (asked_by) where state = 'waiting';
