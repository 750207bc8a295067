-- Links go with the words that they show.
create index signing_link_message on signing_link (conversation_id, seq);
