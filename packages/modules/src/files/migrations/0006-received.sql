-- What people outside sent belongs to nobody here.
alter table file alter column owner drop not null;
