import { calledSql } from '../../contacts/index.ts';
import { accountSql } from '../../policy/index.ts';

/**
 * SQL of the memberships by which somebody takes part in a customer conversation (CV28): members of the groups that it is open to, guests not.
 * The arguments are SQL expressions.
 */
export const throughGroupsSql = (conversation: string, user: string): string => `
  select g.* from customer_audience a join membership g on g.conversation_id = a.group_id
  where a.conversation_id = ${conversation} and g.user_id = ${user} and g.left_ev is null and not g.guest`;

/** SQL of whose a conversation is, and what the contact is called now; one row or none. `conversation` brings `id` and `kind`. */
export const customerPlaceSql = (conversation: string): string => `
  select w.name, jsonb_build_object('account', cc.account_id, 'channel', ac.channel, 'accountName', ac.account_name,
    'handle', cc.handle_id, 'address', w.address, 'contact', w.contact, 'groups', array(
      select a.group_id from customer_audience a where a.conversation_id = cc.conversation_id order by a.group_id)) as place
  from customer_conversation cc cross join lateral (${accountSql('cc.account_id')}) ac
  cross join lateral (${calledSql('cc.handle_id')}) w
  where ${conversation}.kind = 'customer' and cc.conversation_id = ${conversation}.id`;

/** SQL of a conversation's name: of one with a customer the contact's. */
export const nameSql = (conversation: string): string => `
  case when ${conversation}.kind = 'customer' then coalesce((select z.name from (${customerPlaceSql(conversation)}) z limit 1), '')
    else ${conversation}.name end`;

/** SQL of how far an outward message came, of a row of `message_outward`. */
export const deliverySql = (outward: string): string =>
  `jsonb_strip_nulls(jsonb_build_object('state', ${outward}.state, 'code', ${outward}.code,
    'at', floor(extract(epoch from ${outward}.state_at) * 1000)::bigint, 'recipients', ${outward}.recipients))`;
