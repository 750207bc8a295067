-- Set-up of channels came after the built-in roles were written down.
update role set permissions = permissions || '{channels.configure}' where key = 'admin' and not permissions @> '{channels.configure}';
