-- A message whose words were erased, or withheld until they may be. Both are also recalled: whoever passes over those passes over these.
alter table message add column erased_at timestamptz, add column withheld_at timestamptz;
-- Of an erased version the row stays, without words, content and record key: what happened can be told, what was said cannot.
alter table version alter column key drop not null;
