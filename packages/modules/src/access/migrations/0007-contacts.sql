-- Contacts are for everybody who works here, and set up by administrators, until roles say otherwise.
update role set permissions = permissions || '{contacts.read,contacts.manage}'
  where key in ('admin', 'member') and not permissions @> '{contacts.read}';
update role set permissions = permissions || '{contacts.configure}' where key = 'admin' and not permissions @> '{contacts.configure}';
