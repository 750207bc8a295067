-- Which store of files a node uses: nodes that name different ones cannot open one another's files. Empty: it could not be told.
alter table node add column store text not null default '';
