-- How an account of mail signs in is said of each; a token that somebody typed in ended within the hour, so there is no such thing any more.
update channel_transport
set settings = jsonb_set(settings #- '{comes,token}', '{signIn}', '{"by": "password"}')
where settings ? 'comes' and not settings ? 'signIn';
