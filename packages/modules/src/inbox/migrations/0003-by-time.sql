-- Reports look at what happened in a stretch of time, whichever case it happened to.
create index case_event_at on case_event (at);
create index case_rating_asked on case_rating (asked_at);
