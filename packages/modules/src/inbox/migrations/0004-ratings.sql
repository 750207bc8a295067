-- A visitor's own window asks by their conversation.
create index case_rating_talk on case_rating (conversation_id, asked_at desc);
