-- The planner's statistics keep samples of a column's values, until the next analyze at least: of words, also of those erased meanwhile. No statement
-- is planned by them, so none are taken any more. Changing a column to the type it has forgets those there are; no row is written.
alter table version alter column text type text, alter column content type jsonb;
alter table version alter column text set statistics 0, alter column content set statistics 0;
alter table draft alter column text type text;
alter table draft alter column text set statistics 0;
alter table saved alter column note type text;
alter table saved alter column note set statistics 0;
alter table scheduled alter column draft type jsonb;
alter table scheduled alter column draft set statistics 0;
alter table signing alter column content type jsonb, alter column capture type jsonb;
alter table signing alter column content set statistics 0, alter column capture set statistics 0;
alter table commitment alter column what type text, alter column note type text;
alter table commitment alter column what set statistics 0, alter column note set statistics 0;
