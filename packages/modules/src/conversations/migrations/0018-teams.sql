-- Groups made the team of an inbox: they stay private, also before the first customer wrote.
create table customer_team (
  group_id uuid primary key references conversation (id)
);
