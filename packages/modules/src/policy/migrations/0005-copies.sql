-- Of what was reserved for somebody in copy: the reservation of the contact whose message it is. What reached nobody gives back both.
alter table policy_decision add column copy_of uuid;
create index policy_decision_copies on policy_decision (copy_of) where copy_of is not null;
