import type { CaseNotices, NotificationSettings } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Reason } from './policy.ts';

export interface NotificationRow {
  id: number;
  conversation: string;
  seq: number;
  reason: Reason;
  at: number;
  /** Null when it called this person alone. */
  audience: string | null;
}

/** What called a person, newest first: rows of one's own, and of audiences one is in, conversation by conversation. */
export const notificationsOf = (
  q: Queryable,
  me: { user: string; departments: readonly string[] },
  followed: readonly string[],
  below: number | undefined,
  limit: number,
): Promise<NotificationRow[]> =>
  q.rows<NotificationRow>(
    `select id, conversation_id as conversation, seq, reason, at, audience from (
       (select n.* from notification n where n.user_id = $1 and ($3::bigint is null or n.id < $3) order by n.id desc limit $4)
       union all
       (select l.* from unnest($2::uuid[]) as p (id) cross join lateral (
          select n.* from notification n
          where n.conversation_id = p.id and n.audience is not null and (n.audience = 'all' or n.audience = any ($5::text[]))
            and n.sender is distinct from $1 and ($3::bigint is null or n.id < $3)
            and not exists (select 1 from notification x where x.conversation_id = n.conversation_id and x.seq = n.seq
              and x.user_id = $1 and x.reason <> 'reminder')
          order by n.id desc limit $4) l)
     ) z order by id desc limit $4`,
    [me.user, followed, below ?? null, limit, me.departments],
  );

type Switches = Omit<NotificationSettings, 'keywords'>;

/** What people changed about their notifications; those who changed nothing are absent. */
export const switchesOf = (q: Queryable, users: readonly string[]): Promise<(Switches & { user: string })[]> =>
  q.rows(
    `select user_id as user, quiet_outside_hours as "quietOutsideHours", push, direct, digest, digest_hour as "digestHour",
       digest_excerpts as "digestExcerpts", cases
     from notification_setting where user_id = any ($1::uuid[])`,
    [users],
  );

/** What these people wish to hear of from inboxes; those who said nothing are absent. */
export const caseNoticesOf = (
  q: Queryable,
  users: readonly string[],
): Promise<{ user: string; cases: Record<string, CaseNotices> }[]> =>
  q.rows(`select user_id as user, cases from notification_setting where user_id = any ($1::uuid[]) and cases <> '{}'`, [users]);

export const keywordsOf = async (q: Queryable, user: string): Promise<string[]> =>
  (await q.rows<{ word: string }>('select word from keyword where user_id = $1 order by position', [user])).map((k) => k.word);

export const allKeywords = (q: Queryable): Promise<{ user: string; word: string }[]> =>
  q.rows('select user_id as user, word from keyword');

/** Everybody whom direct messages do not call. */
export const withoutDirect = async (q: Queryable): Promise<string[]> =>
  (await q.rows<{ user: string }>('select user_id as user from notification_setting where not direct')).map(({ user }) => user);

export const anySubscription = async (q: Queryable): Promise<boolean> =>
  (await q.row('select 1 from push_subscription limit 1')) !== undefined;

export const subscriptionCount = async (q: Queryable, user: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*) as n from push_subscription where user_id = $1', [user]))!.n;

export interface SubscriptionRow {
  id: string;
  user: string;
  /** The session or token that asked. */
  session: string;
  /** A `PushTarget` as JSON, sealed. */
  target: Buffer;
}

export const subscriptionsOf = (q: Queryable, users: readonly string[]): Promise<SubscriptionRow[]> =>
  q.rows('select id, user_id as user, session_id as session, target from push_subscription where user_id = any ($1::uuid[])', [
    users,
  ]);

export const pushKeys = (q: Queryable): Promise<{ publicKey: string; privateKey: Buffer } | undefined> =>
  q.row('select public_key as "publicKey", private_key as "privateKey" from push_key');

/** Of these people on these days, those whose digest has been thought of. */
export const digestsDone = async (q: Queryable, due: readonly { user: string; day: string }[]): Promise<Set<string>> =>
  new Set(
    (
      await q.rows<{ user: string }>(
        `select d.user_id as user from unnest($1::uuid[], $2::date[]) as w (person, day)
         join digest_day d on d.user_id = w.person and d.day >= w.day`,
        [due.map((d) => d.user), due.map((d) => d.day)],
      )
    ).map(({ user }) => user),
  );
