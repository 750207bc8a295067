-- The life of the database (SY6a) in which it was last looked for messages that a restored backup had no keys for any more.
create table retention_looked (
  one boolean primary key default true check (one),
  epoch uuid not null
);
