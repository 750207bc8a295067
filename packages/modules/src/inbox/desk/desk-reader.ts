import type { CaseAct, Complaint, Rating } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

const group = 'select g.id from customer_case g where g.root = $1';
const withoutNulls = <T extends object>(row: T): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as T;

/** Who writes an answer now. */
export const draftOf = (q: Queryable, root: string, now: number): Promise<{ user: string; until: number } | undefined> =>
  q.row('select user_id as "user", until from case_draft where case_id = $1 and until > to_timestamp($2::float8 / 1000)', [
    root,
    now,
  ]);

/** Staff talk that began at a case or those merged into it. */
export const talksOf = async (q: Queryable, root: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(`select conversation_id as id from case_talk where case_id in (${group}) order by at, 1`, [root])
  ).map(({ id }) => id);

export interface FollowUpRow {
  id: string;
  case: string;
  user: string;
  at: number;
  what: string;
  doneAt?: number;
}
const followUpColumns = `id, case_id as "case", user_id as "user", at, what, done_at as "doneAt"`;

export const followUpsOf = async (q: Queryable, root: string): Promise<FollowUpRow[]> =>
  (
    await q.rows<FollowUpRow>(
      `select ${followUpColumns} from case_follow_up where case_id in (${group}) order by done_at is not null, at, id limit 100`,
      [root],
    )
  ).map(withoutNulls);

export const followUpRow = async (q: Queryable, id: string): Promise<FollowUpRow | undefined> => {
  const row = await q.row<FollowUpRow>(`select ${followUpColumns} from case_follow_up where id = $1 for update`, [id]);
  return row && withoutNulls(row);
};

export const countFollowUps = async (q: Queryable, id: string): Promise<number> =>
  (await q.row<{ n: number }>('select count(*)::int as n from case_follow_up where case_id = $1', [id]))!.n;

export const complaintOf = async (q: Queryable, root: string): Promise<Complaint | undefined> => {
  const row = await q.row<Complaint>(
    `select stage, received_at as "receivedAt", acknowledge_by as "acknowledgeBy", answer_by as "answerBy", acknowledged_at as "acknowledgedAt",
       answered_at as "answeredAt", answered_by as "answeredBy", objected_at as "objectedAt", settled_at as "settledAt", outcome
     from case_complaint where case_id = $1`,
    [root],
  );
  return row && withoutNulls(row);
};

export const ratingsOf = async (q: Queryable, root: string): Promise<Rating[]> =>
  (
    await q.rows<Rating>(
      `select scale, asked_at as "askedAt", score, comment, rated_at as "ratedAt", conversation_id as conversation, from_seq as "from", until_seq as "until"
       from case_rating where case_id in (${group}) order by asked_at, id limit 50`,
      [root],
    )
  ).map(withoutNulls);

export interface AskedRating {
  id: string;
  case: string;
  scale: 'csat' | 'nps';
  conversation: string;
  expiresAt: number;
  score: number | null;
  comment: string | null;
  ratedAt: number | null;
}
const askedColumns = `r.id, r.case_id as "case", r.conversation_id as conversation, r.scale, r.expires_at as "expiresAt", r.score, r.comment, r.rated_at as "ratedAt"`;

/** A rating by its token's hash, locked, whether or not it can still be given. */
export const ratingAsked = (q: Queryable, hash: Buffer): Promise<AskedRating | undefined> =>
  q.row<AskedRating>(`select ${askedColumns} from case_rating r where r.token_hash = $1 for update`, [hash]);

/** What was asked last about a conversation whose case is done: by the visitor's own window, without a link. */
export const ratingOfTalk = (q: Queryable, conversation: string, lock: 'locked' | 'unlocked'): Promise<AskedRating | undefined> =>
  q.row<AskedRating>(
    `select ${askedColumns} from case_rating r
     where r.conversation_id = $1 and exists (
       select 1 from customer_case c join customer_case t on t.id = c.root where c.id = r.case_id and t.status in ('solved', 'closed'))
     order by r.asked_at desc, r.id desc limit 1 ${lock === 'locked' ? 'for update of r' : ''}`,
    [conversation],
  );

interface Kept {
  id: string;
  inbox: string | null;
  name: string;
  archived: boolean;
}
export type ReplyRow = Kept & { texts: { en?: string; zh?: string } };
export type MacroRow = Kept & { acts: CaseAct[] };
export type CardRow = Kept & { url: string; secret: Buffer };
const kept = 'id, inbox_id as inbox, name, archived_at is not null as archived';

export const replyRows = (q: Queryable): Promise<ReplyRow[]> =>
  q.rows<ReplyRow>(`select ${kept}, texts from canned_reply order by lower(name), id`);
export const macroRows = (q: Queryable): Promise<MacroRow[]> =>
  q.rows<MacroRow>(`select ${kept}, acts from macro order by lower(name), id`);
export const cardRows = (q: Queryable): Promise<CardRow[]> =>
  q.rows<CardRow>(`select ${kept}, url, secret from look_up_card order by lower(name), id`);

export interface RunRow {
  id: string;
  rule: string;
  version: number;
  case: string;
  number: number;
  ev: number;
  at: number;
  outcome: string;
}
/** What rules did, newest first. */
export const ruleRuns = (q: Queryable, rule: string | null, below: string | null, limit: number): Promise<RunRow[]> =>
  q.rows<RunRow>(
    `select r.id, r.rule_id as rule, r.version, r.case_id as "case", c.number, r.ev, r.at, r.outcome
     from inbox_rule_run r join customer_case c on c.id = r.case_id
     where ($1::uuid is null or r.rule_id = $1) and ($2::uuid is null or r.id < $2) order by r.id desc limit $3`,
    [rule, below, limit],
  );

export interface PastEvent {
  case: string;
  number: number;
  ev: number;
  at: number;
  type: string;
  data: Record<string, unknown>;
}
/** Events of a time, for rules that are tried. */
export const eventsBetween = (
  q: Queryable,
  types: readonly string[],
  from: number,
  to: number,
  limit: number,
): Promise<PastEvent[]> =>
  q.rows<PastEvent>(
    `select e.case_id as "case", c.number, e.ev, e.at, e.type, e.data from case_event e join customer_case c on c.id = e.case_id
     where e.type = any ($1::text[]) and c.opened_at < to_timestamp($3::float8 / 1000)
       and e.at >= to_timestamp($2::float8 / 1000) and e.at < to_timestamp($3::float8 / 1000) order by e.at desc, e.case_id, e.ev limit $4`,
    [types, from, to, limit],
  );
