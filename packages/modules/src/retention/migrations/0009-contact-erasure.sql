-- All that is known of a contact, and what it said, erased at its request.
alter table erasure add column contact_id uuid;
alter table erasure drop constraint erasure_kind_check, drop constraint erasure_place_check;
alter table erasure add constraint erasure_kind_check check (kind in ('message', 'person', 'parts', 'contact')),
  add constraint erasure_place_check check ((kind in ('message', 'parts')) = (seq is not null)),
  add constraint erasure_contact_check check ((kind = 'contact') = (contact_id is not null));
