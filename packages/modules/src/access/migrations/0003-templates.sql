-- Templates of the organization's own are administrators' work.
update role set permissions = permissions || '{templates.manage}' where key = 'admin' and not permissions @> '{templates.manage}';
