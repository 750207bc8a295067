-- Made by an import for somebody who has not come yet: closed, without a sign-in. Whoever is invited with the same address
-- becomes this user.
alter table user_account add column unclaimed boolean not null default false;
create index user_account_unclaimed on user_account (email) where unclaimed;
