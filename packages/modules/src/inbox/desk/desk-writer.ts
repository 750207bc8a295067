import { assertTx, type Tx } from '@rapport/platform';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export async function putDraft(tx: Tx, id: string, user: string, until: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into case_draft (case_id, user_id, until) values ($1, $2, ${instant(3)})
     on conflict (case_id) do update set user_id = excluded.user_id, until = excluded.until`,
    [id, user, until],
  );
}
export async function dropDraft(tx: Tx, id: string, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from case_draft where case_id = $1 and user_id = $2', [id, user]);
}

export async function insertTalk(tx: Tx, t: { case: string; conversation: string; at: number; by: string }): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into case_talk (case_id, conversation_id, at, by_id) values ($1, $2, ${instant(3)}, $4)`, [
    t.case,
    t.conversation,
    t.at,
    t.by,
  ]);
}

export async function insertFollowUp(
  tx: Tx,
  f: { id: string; case: string; user: string; at: number; what: string; madeAt: number },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into case_follow_up (id, case_id, user_id, at, what, made_at) values ($1, $2, $3, ${instant(4)}, $5, ${instant(6)})`,
    [f.id, f.case, f.user, f.at, f.what, f.madeAt],
  );
}
export async function endFollowUp(tx: Tx, id: string, by: string | null, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(`update case_follow_up set done_at = ${instant(3)}, done_by = $2 where id = $1 and done_at is null`, [
    id,
    by,
    at,
  ]);
}

/** What of a complaint changes, by its column; times in Unix ms. */
export interface ComplaintPatch {
  stage?: string;
  acknowledge_by?: number | null;
  answer_by?: number | null;
  received_at?: number;
  acknowledged_at?: number;
  answered_at?: number;
  answered_by?: string;
  objected_at?: number;
  settled_at?: number;
  outcome?: string | null;
}
const words = new Set(['stage', 'answered_by', 'outcome']);

/** Columns are named by code alone: they are the keys of `ComplaintPatch`. */
export async function putComplaint(tx: Tx, id: string, patch: ComplaintPatch): Promise<void> {
  assertTx(tx);
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const values = entries.map(([column], i) => (words.has(column) ? `$${i + 2}` : instant(i + 2)));
  const columns = entries.map(([column]) => column);
  await tx.rows(
    `insert into case_complaint (${['case_id', ...columns].join(', ')}) values (${['$1', ...values].join(', ')})
     on conflict (case_id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    [id, ...entries.map(([, value]) => value)],
  );
}
export async function dropComplaint(tx: Tx, id: string): Promise<void> {
  assertTx(tx);
  await tx.rows('delete from case_complaint where case_id = $1', [id]);
}

export async function insertRating(
  tx: Tx,
  r: {
    id: string;
    case: string;
    scale: string;
    hash: Buffer;
    conversation: string;
    from: number;
    until: number;
    agent: string | null;
    at: number;
    expiresAt: number;
  },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into case_rating (id, case_id, scale, token_hash, conversation_id, from_seq, until_seq, agent_id, asked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, ${instant(9)}, ${instant(10)})`,
    [r.id, r.case, r.scale, r.hash, r.conversation, r.from, r.until, r.agent, r.at, r.expiresAt],
  );
}
/** When it was given first stays: how long it may be changed hangs on that. */
export async function setRating(tx: Tx, id: string, score: number, comment: string, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update case_rating set score = $2, comment = nullif($3, ''), rated_at = coalesce(rated_at, ${instant(4)}) where id = $1`,
    [id, score, comment, at],
  );
}

interface Kept {
  id: string;
  inbox: string | null;
  name: string;
  archived: boolean;
}
export async function putReply(tx: Tx, r: Kept & { texts: unknown }, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into canned_reply (id, inbox_id, name, archived_at, texts, changed_at)
     values ($1, $2, $3, case when $4 then ${instant(6)} end, $5, ${instant(6)})
     on conflict (id) do update set inbox_id = excluded.inbox_id, name = excluded.name, archived_at = excluded.archived_at,
       texts = excluded.texts, changed_at = excluded.changed_at`,
    [r.id, r.inbox, r.name, r.archived, JSON.stringify(r.texts), at],
  );
}
export async function putMacro(tx: Tx, m: Kept & { acts: unknown }, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into macro (id, inbox_id, name, archived_at, acts, changed_at)
     values ($1, $2, $3, case when $4 then ${instant(6)} end, $5, ${instant(6)})
     on conflict (id) do update set inbox_id = excluded.inbox_id, name = excluded.name, archived_at = excluded.archived_at,
       acts = excluded.acts, changed_at = excluded.changed_at`,
    [m.id, m.inbox, m.name, m.archived, JSON.stringify(m.acts), at],
  );
}
export async function putCard(tx: Tx, c: Kept & { url: string; secret: Buffer }, at: number): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into look_up_card (id, inbox_id, name, archived_at, url, secret, changed_at)
     values ($1, $2, $3, case when $4 then ${instant(7)} end, $5, $6, ${instant(7)})
     on conflict (id) do update set inbox_id = excluded.inbox_id, name = excluded.name, archived_at = excluded.archived_at,
       url = excluded.url, secret = excluded.secret, changed_at = excluded.changed_at`,
    [c.id, c.inbox, c.name, c.archived, c.url, c.secret, at],
  );
}

export async function insertRuns(
  tx: Tx,
  runs: readonly { id: string; rule: string; version: number; case: string; ev: number; outcome: string; acts: unknown }[],
  at: number,
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into inbox_rule_run (id, rule_id, version, case_id, ev, at, outcome, acts)
     select u.id, u.rule, u.version, u."case", u.ev, ${instant(2)}, u.outcome, u.acts
     from jsonb_to_recordset($1::jsonb) as u (id uuid, rule uuid, version int, "case" uuid, ev bigint, outcome text, acts jsonb)`,
    [JSON.stringify(runs), at],
  );
}
