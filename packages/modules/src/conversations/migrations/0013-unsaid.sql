-- How often what somebody had not said yet was forgotten (drafts, scheduled messages): what was in backups before cannot be read any more then.
create table forgotten_unsaid (
  user_id uuid primary key,
  times int not null
);
