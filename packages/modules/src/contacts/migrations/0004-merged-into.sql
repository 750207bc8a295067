-- Merges are undone from the one that was merged down: what was merged into it is looked up.
create index contact_merged_into on contact (merged_into) where merged_into is not null;
