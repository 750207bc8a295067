-- The health of the server, its traces too, is for administrators, and no more for everybody who may change the organization.
update role set permissions = permissions || '{health.read}' where key = 'admin' and not permissions @> '{health.read}';
