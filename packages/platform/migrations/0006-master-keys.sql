-- Master keys by number: something here may be sealed with any of these, and the highest seals what is new.
alter table key_mark drop column one;
alter table key_mark add column n smallint not null default 1 check (n between 1 and 255);
alter table key_mark add primary key (n);

-- Which master keys a node has, and which one it seals with: a new one seals only once every node has it.
alter table node add column newest_key smallint not null default 1;
alter table node add column current_key smallint not null default 1;
