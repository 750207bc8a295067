import type { User } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** Somebody who can be written a mail; null where the organization's own setting holds. */
export interface MailablePerson {
  id: string;
  name: string;
  email: string;
  timeZone: string | null;
  language: User['language'] | null;
  workingHours: User['workingHours'] | null;
}

/** Everybody with an open account and an address, but bots. */
const mailable = `select id, name, email, time_zone as "timeZone", language, working_hours as "workingHours" from user_account
  where kind <> 'bot' and deactivated_at is null and not unclaimed and email is not null`;

/** In pages by id. */
export const mailablePeople = (q: Queryable, after: string | null, limit: number): Promise<MailablePerson[]> =>
  q.rows(`${mailable} and ($1::uuid is null or id > $1) order by id limit $2`, [after, limit]);

export const mailablePerson = (q: Queryable, id: string): Promise<MailablePerson | undefined> =>
  q.row(`${mailable} and id = $1`, [id]);
