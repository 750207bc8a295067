-- Server processes of this house that run now, or died less than some seconds ago. Pages are half full: a heartbeat stays on its page.
create table node (
  -- New at every start of a process.
  id uuid primary key,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  version text not null,
  -- What it was told to be reached at; for people to read.
  address text not null,
  -- How it hears other nodes: 'alone' without a bus between nodes, 'heard', or 'away' while hints are lost.
  line text not null default 'alone',
  -- Names under which its workers lock jobs.
  workers text[] not null default '{}'
) with (fillfactor = 50);
