import type { Queryable } from '@rapport/platform';

/** What is done for an account: asked for what is new, a connection or door held open, calls of its platform taken. */
export type Tended = 'pull' | 'hold' | 'call';

/** How that goes; of trouble only while it lasts. Times are Unix ms. */
export interface TendingRow {
  account: string;
  what: Tended;
  goodAt: number | null;
  since: number | null;
  at: number | null;
  times: number;
  code: string | null;
}

export const tendings = (q: Queryable): Promise<TendingRow[]> =>
  q.rows(
    `select account_id as account, what, good_at as "goodAt", bad_since as since, bad_at as at, bad_times as times, bad_code as code
     from channel_tending order by account_id, what`,
  );

/** When something came and went last, of each account. */
export const lastTimes = (q: Queryable): Promise<{ account: string; lastIn: number | null; lastOut: number | null }[]> =>
  q.rows(
    `select t.account_id as account,
       (select received_at from ingress_item i where i.account_id = t.account_id order by i.id desc limit 1) as "lastIn",
       (select changed_at from outbox_item o where o.account_id = t.account_id
          and o.state in ('accepted', 'sent', 'delivered', 'read') order by o.id desc limit 1) as "lastOut"
     from channel_transport t`,
  );
