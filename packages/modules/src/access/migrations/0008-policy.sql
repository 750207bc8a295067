-- Who sees contacts sees what may be sent to them; the rules are the administrators', until roles say otherwise.
update role set permissions = permissions || '{policy.read}' where key in ('admin', 'member') and not permissions @> '{policy.read}';
update role set permissions = permissions || '{policy.configure}' where key = 'admin' and not permissions @> '{policy.configure}';
