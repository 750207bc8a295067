-- Inboxes are set up by administrators, until roles say otherwise; who supervises is theirs to give.
update role set permissions = permissions || '{inbox.configure,inbox.supervise}' where key = 'admin' and not permissions @> '{inbox.configure}';
