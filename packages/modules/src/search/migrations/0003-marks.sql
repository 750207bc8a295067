-- Rows now also say whether a message is a form record (of which template), was edited, or was recalled; what recalled messages said is not in
-- them. The log is read once more from its beginning for that, in turns and behind people: until then the older rows answer.
delete from log_reader_stream where reader = 'search';
delete from log_reader where name = 'search';
