import type { Queryable } from '@rapport/platform';

/** A user as imports match people: whoever has an address, come or not. */
export interface MatchedUser {
  id: string;
  email: string;
  name: string;
  guest: boolean;
  active: boolean;
}

/** Users with one of these addresses (folded), unclaimed ones included. */
export const usersByEmail = (q: Queryable, emails: readonly string[]): Promise<MatchedUser[]> =>
  q.rows(
    `select id, email, name, kind = 'guest' as guest, deactivated_at is null as active from user_account
     where email = any ($1) and kind <> 'bot'`,
    [emails],
  );

/** Users by id, as imports match people. */
export const usersForMatching = (q: Queryable, ids: readonly string[]): Promise<MatchedUser[]> =>
  q.rows(
    `select id, coalesce(email, '') as email, name, kind = 'guest' as guest, deactivated_at is null as active from user_account
     where id = any ($1::uuid[])`,
    [ids],
  );

/** Unclaimed users with one of these addresses, locked: who comes now becomes them. */
export const unclaimedByEmail = (q: Queryable, emails: readonly string[]): Promise<{ id: string; email: string }[]> =>
  q.rows(`select id, email from user_account where unclaimed and email = any ($1) for no key update`, [emails]);

/** The first active owner: whom the house belongs to when nobody else is named. */
export const firstOwner = async (q: Queryable): Promise<string | undefined> =>
  (
    await q.row<{ id: string }>(
      `select id from user_account where role = 'owner' and kind = 'member' and deactivated_at is null order by created_at, id limit 1`,
    )
  )?.id;
