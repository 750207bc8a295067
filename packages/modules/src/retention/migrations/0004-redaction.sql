-- Parts of a message can be asked to be taken out, too.
alter table erasure drop constraint erasure_kind_check, drop constraint erasure_check;
alter table erasure add column parts text[];
alter table erasure add constraint erasure_kind_check check (kind in ('message', 'person', 'parts')),
  add constraint erasure_place_check check ((kind <> 'person') = (seq is not null)),
  add constraint erasure_parts_check check ((kind = 'parts') = (parts is not null));
