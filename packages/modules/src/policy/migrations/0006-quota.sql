-- Like its key, the account whose quota a decision counts in is null once it was given back: nothing else is looked at to count.
update policy_decision set quota_account = null where refunded_at is not null and quota_account is not null;
