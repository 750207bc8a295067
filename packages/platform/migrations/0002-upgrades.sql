-- Which versions have run this house: a row when another one than the last begins. Tells whoever starts an older one which is needed.
create table upgrade (
  at timestamptz primary key default clock_timestamp(),
  version text not null
);
