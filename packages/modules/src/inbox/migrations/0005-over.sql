-- What is done is listed newest first, page by page: read in that order, whatever was closed over the years.
create index customer_case_over on customer_case (status, coalesce(solved_at, timestamptz 'epoch') desc, id)
  where merged_into is null and status in ('solved', 'closed');
-- What somebody has, and what lies in no inbox, are asked of everything that is not closed; solved ones are few.
drop index customer_case_mine;
create index customer_case_held on customer_case (assignee_id) where merged_into is null and status <> 'closed';
