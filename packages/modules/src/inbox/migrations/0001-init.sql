-- Days that are not as their weekday: holidays, and the working days that make up for them.
create table holiday_calendar (
  id uuid primary key,
  name text not null,
  days jsonb not null,
  changed_at timestamptz not null
);

-- When a team is there. `week`: from Monday on, lists of minutes from … to; `days`: own exceptions, which go before the calendar's.
create table work_hours (
  id uuid primary key,
  name text not null,
  zone text not null,
  week jsonb not null,
  days jsonb not null,
  calendar_id uuid references holiday_calendar (id),
  changed_at timestamptz not null
);

create table inbox (
  id uuid primary key,
  name text not null,
  -- The team: whoever is a member of this group works here.
  group_id uuid not null references conversation (id),
  hours_id uuid references work_hours (id),
  settings jsonb not null,
  archived_at timestamptz,
  created_at timestamptz not null,
  created_by uuid not null
);
create unique index inbox_name on inbox (lower(name)) where archived_at is null;

-- What lies in an inbox: what comes to an account, or to one address of it.
create table inbox_source (
  inbox_id uuid not null references inbox (id),
  account_id uuid not null references channel_account (id),
  address text not null,
  primary key (account_id, address, inbox_id)
);

-- How somebody works with customers: what they can, how much they take, whether they are here.
create table inbox_agent (
  user_id uuid primary key references user_account (id),
  capacity int not null default 6,
  skills text[] not null default '{}',
  accepting boolean not null default true,
  -- Connected on this node; since when on none.
  node uuid,
  away_since timestamptz,
  last_given timestamptz,
  idle_since timestamptz
) with (fillfactor = 70);

-- One matter of a contact. What a contact says stands in conversations alone; words here are staff's.
create table customer_case (
  id uuid primary key,
  number bigint generated always as identity unique,
  -- Of the contact, as the channel knows them where it began.
  handle_id uuid not null references contact_handle (id),
  account_id uuid not null references channel_account (id),
  title text,
  kind text not null default 'request' check (kind in ('request', 'complaint', 'objection')),
  status text not null check (status in ('open', 'waiting', 'snoozed', 'solved', 'closed')),
  priority smallint not null default 1 check (priority between 0 and 3),
  assignee_id uuid references user_account (id),
  labels text[] not null default '{}',
  skills text[] not null default '{}',
  optional_skills text[] not null default '{}',
  weight smallint not null default 1,
  -- What it stands under: itself, unless it was merged. Merges move nothing.
  root uuid not null,
  merged_into uuid references customer_case (id),
  merged_at timestamptz,
  -- An earlier case of the same thread, closed when this one began.
  follows uuid references customer_case (id),
  -- Addresses of ours that it came to.
  addressed text[] not null default '{}',
  snoozed_until timestamptz,
  opened_at timestamptz not null,
  opened_by uuid,
  heard_at timestamptz,
  answered_at timestamptz,
  first_answered_at timestamptz,
  -- Since when the contact waits for an answer.
  waits_since timestamptz,
  solved_at timestamptz,
  solved_by uuid,
  -- How the clocks stand (made anew from case_event where that is needed), and what of it lists are ordered by.
  clocks jsonb not null,
  due_at timestamptz,
  -- Whoever has it loses it then, unless they answer; who let it lie before.
  lease_until timestamptz,
  lapsed uuid[] not null default '{}',
  heard int not null default 0,
  answered int not null default 0,
  changed_at timestamptz not null
) with (fillfactor = 70);
create index customer_case_open on customer_case (priority desc, due_at, opened_at) where merged_into is null and status in ('open', 'waiting', 'snoozed');
create index customer_case_mine on customer_case (assignee_id) where merged_into is null and status in ('open', 'waiting', 'snoozed');
create index customer_case_root on customer_case (root);
create index customer_case_handle on customer_case (handle_id);
create index customer_case_opened on customer_case (opened_at);
create index customer_case_labels on customer_case using gin (labels) where labels <> '{}';

-- What a case is about: a thread of a conversation, from a message on, up to another where it was split or a later case began.
create table case_part (
  case_id uuid not null references customer_case (id),
  conversation_id uuid not null references conversation (id),
  thread text not null,
  from_seq bigint not null,
  until_seq bigint,
  primary key (conversation_id, thread, from_seq)
);
create unique index case_part_now on case_part (conversation_id, thread) where until_seq is null;
create index case_part_case on case_part (case_id);

create table case_inbox (
  case_id uuid not null references customer_case (id),
  inbox_id uuid not null references inbox (id),
  at timestamptz not null,
  primary key (case_id, inbox_id)
);
create index case_inbox_inbox on case_inbox (inbox_id, case_id);

-- What happened, as the stream of the case numbers it. `data` holds ids, figures and names of ours, never words of a contact.
create table case_event (
  case_id uuid not null references customer_case (id),
  ev bigint not null,
  type text not null,
  at timestamptz not null,
  by_id uuid,
  data jsonb not null,
  -- What it means to the clocks.
  clock jsonb,
  primary key (case_id, ev)
);

-- Whoever writes an answer, for colleagues to see.
create table case_draft (
  case_id uuid primary key references customer_case (id),
  user_id uuid not null,
  until timestamptz not null
);

-- Talk among staff that began with a case.
create table case_talk (
  case_id uuid not null references customer_case (id),
  conversation_id uuid not null references conversation (id),
  at timestamptz not null,
  by_id uuid not null,
  primary key (case_id, conversation_id)
);

create table case_follow_up (
  id uuid primary key,
  case_id uuid not null references customer_case (id),
  user_id uuid not null,
  at timestamptz not null,
  what text not null,
  made_at timestamptz not null,
  done_at timestamptz,
  done_by uuid
);
create index case_follow_up_case on case_follow_up (case_id);

-- A complaint or an objection: its stages, with the day by which each is owed.
create table case_complaint (
  case_id uuid primary key references customer_case (id),
  stage text not null check (stage in ('received', 'acknowledged', 'answered', 'objected', 'settled')),
  acknowledge_by timestamptz,
  answer_by timestamptz,
  received_at timestamptz not null,
  acknowledged_at timestamptz,
  answered_at timestamptz,
  answered_by uuid,
  objected_at timestamptz,
  settled_at timestamptz,
  outcome text
);

-- What a contact thinks of how it went, tied to the messages it is about.
create table case_rating (
  id uuid primary key,
  case_id uuid not null references customer_case (id),
  scale text not null check (scale in ('csat', 'nps')),
  token_hash bytea not null unique,
  conversation_id uuid not null,
  from_seq bigint not null,
  until_seq bigint not null,
  agent_id uuid,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  score smallint,
  comment text,
  rated_at timestamptz
);
create index case_rating_case on case_rating (case_id);
create index case_rating_rated on case_rating (rated_at) where rated_at is not null;

create table canned_reply (
  id uuid primary key,
  inbox_id uuid references inbox (id),
  name text not null,
  texts json not null,
  archived_at timestamptz,
  changed_at timestamptz not null
);

create table macro (
  id uuid primary key,
  inbox_id uuid references inbox (id),
  name text not null,
  acts jsonb not null,
  archived_at timestamptz,
  changed_at timestamptz not null
);

-- What the house does by itself when something happens to a case.
create table inbox_rule (
  id uuid primary key,
  inbox_id uuid references inbox (id),
  position int not null,
  name text not null,
  version int not null,
  event text not null,
  conditions jsonb not null,
  acts jsonb not null,
  enabled boolean not null,
  changed_at timestamptz not null
);
create table inbox_rule_run (
  id uuid primary key,
  rule_id uuid not null references inbox_rule (id),
  version int not null,
  case_id uuid not null references customer_case (id),
  ev bigint not null,
  at timestamptz not null,
  -- `done`, or why not: `loop`, `failed`.
  outcome text not null,
  acts jsonb not null
);
create index inbox_rule_run_rule on inbox_rule_run (rule_id, id);

-- Where more is known of a contact: an order, a product. Asked by a signed call.
create table look_up_card (
  id uuid primary key,
  inbox_id uuid references inbox (id),
  name text not null,
  url text not null,
  secret bytea not null,
  archived_at timestamptz,
  changed_at timestamptz not null
);
