-- One index for each question, so that none is asked by another one's: an index that says "allowed" alone is read as a whole by whoever asks for
-- what is allowed, as long as the planner takes the table for small.
drop index policy_decision_key;
drop index policy_decision_account;
-- Of what was let out and not given back; else null.
alter table policy_decision alter column key drop not null;
update policy_decision set key = null where not allowed or refunded_at is not null;
create unique index policy_decision_key on policy_decision (key);
-- The account, where a quota of its platform counts everything that goes out by it; else null.
alter table policy_decision add column quota_account uuid;
create index policy_decision_quota on policy_decision (quota_account, at) where quota_account is not null;
