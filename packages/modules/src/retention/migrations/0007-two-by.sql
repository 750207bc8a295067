-- Why another person had to approve an erasure, as the rules said when it was asked for: names of classes, null for the organization.
alter table erasure add column two_by text[] not null default '{}';
update erasure set two_by = array[null]::text[] where state = 'waiting' or (approved_by is not null and approved_by <> asked_by);
