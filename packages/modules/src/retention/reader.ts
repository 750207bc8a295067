import type { Disposition, DispositionItem, Erasure, RulesVersion } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';

/** As stored; version 0 is nobody's and not stored. */
export interface RulesRow extends Omit<RulesVersion, 'state'> {
  droppedAt: number | null;
}

const rulesSql = `select version, rules, author, at, approved_by as "approvedBy", approved_at as "approvedAt", dropped_at as "droppedAt",
    dry_run as "dryRun" from retention_rules`;

/** The newest first, below a version: at most so many, and after the first no more than fit into so many bytes. */
export const rulesBelow = (q: Queryable, below: number | undefined, limit: number, bytes: number): Promise<RulesRow[]> =>
  q.rows<RulesRow>(
    `${rulesSql} where version in (
       select version from (
         select version, row_number() over w as n, sum(octet_length(rules::text) + coalesce(octet_length(dry_run::text), 0)) over w as bytes
         from (select * from retention_rules where $1::int is null or version < $1 order by version desc limit $2) r
         window w as (order by version desc)) z
       where n = 1 or bytes <= $3)
     order by version desc`,
    [below ?? null, limit, bytes],
  );

export const findRules = (q: Queryable, version: number): Promise<RulesRow | undefined> =>
  q.row<RulesRow>(`${rulesSql} where version = $1`, [version]);

export const newestVersion = async (q: Queryable): Promise<number> =>
  (await q.row<{ n: number }>('select coalesce(max(version), 0) as n from retention_rules'))!.n;

/** The version in effect. */
export const versionNow = async (q: Queryable): Promise<number> =>
  (await q.row<{ version: number }>('select version from retention_now'))!.version;

/** Days set by hand, of some conversations. */
export async function startsOf(q: Queryable, conversations: readonly string[]): Promise<Map<string, number>> {
  const rows = await q.rows<{ id: string; at: number }>(
    'select conversation_id as id, at from retention_start where conversation_id = any ($1::uuid[])',
    [conversations],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

export async function floorsOf(q: Queryable, conversations: readonly string[]): Promise<Map<string, number>> {
  const rows = await q.rows<{ id: string; seq: number }>(
    'select conversation_id as id, seq from retention_floor where conversation_id = any ($1::uuid[])',
    [conversations],
  );
  return new Map(rows.map(({ id, seq }) => [id, seq]));
}

/** Messages that a reviewer took out of the lists, or that stand in one: until when (Unix ms), Infinity where nobody said. */
export async function exceptedIn(q: Queryable, conversation: string, seqs: readonly number[]): Promise<Map<number, number>> {
  const rows = await q.rows<{ seq: number; until: number | null }>(
    `select seq, case when bool_or(until is null) then null else max(until) end as until from disposition_item
     where conversation_id = $1 and seq = any ($2::bigint[]) and state in ('excluded', 'extended') group by seq`,
    [conversation, seqs],
  );
  return new Map(rows.map(({ seq, until }) => [seq, until ?? Number.POSITIVE_INFINITY]));
}

/** Of some messages, those that stand in a batch that is not ended. */
export async function listedIn(q: Queryable, conversation: string, seqs: readonly number[]): Promise<Set<number>> {
  const rows = await q.rows<{ seq: number }>(
    `select seq from disposition_item where conversation_id = $1 and seq = any ($2::bigint[]) and state = 'due'`,
    [conversation, seqs],
  );
  return new Set(rows.map(({ seq }) => seq));
}

const dispositionSql = `select d.id, d.version, d.state, d.proposed_at as "proposedAt", d.first_by as "firstBy", d.first_at as "firstAt",
    d.approved_by as "approvedBy", d.approved_at as "approvedAt", d.ended_at as "endedAt", coalesce(d.messages, i.messages, 0)::int as messages,
    coalesce(d.bytes, i.bytes, 0)::bigint as bytes, coalesce(d.counts, i.counts, '{}') as counts
  from disposition d left join lateral (
    select sum(z.n) as messages, sum(z.bytes) as bytes, json_object_agg(z.state, z.n) as counts from (
      select state, count(*) as n, sum(bytes) as bytes from disposition_item where disposition_id = d.id group by state) z) i on d.counts is null`;

/** As stored. */
export type DispositionRow = Omit<Disposition, 'twoBy'>;

export const dispositionsBelow = (q: Queryable, below: string | undefined, limit: number): Promise<DispositionRow[]> =>
  q.rows<DispositionRow>(`${dispositionSql} where $1::uuid is null or d.id < $1 order by d.id desc limit $2`, [
    below ?? null,
    limit,
  ]);

export const findDisposition = (q: Queryable, id: string): Promise<DispositionRow | undefined> =>
  q.row<DispositionRow>(`${dispositionSql} where d.id = $1`, [id]);

export const approverOf = async (q: Queryable, id: string): Promise<string | null> =>
  (await q.row<{ by: string | null }>('select approved_by as by from disposition where id = $1', [id]))?.by ?? null;

/** Those that are to be destroyed, or are being. */
export const approvedDispositions = async (q: Queryable): Promise<string[]> =>
  (await q.rows<{ id: string }>(`select id from disposition where state = 'approved' order by id`)).map(({ id }) => id);

export const certificateOf = async (q: Queryable, id: string): Promise<Buffer | null | undefined> =>
  (await q.row<{ certificate: Buffer | null }>('select certificate from disposition where id = $1', [id]))?.certificate;

/** What only the making of a certificate needs. */
export const listKeyOf = async (q: Queryable, id: string): Promise<{ key: Buffer; files: number }> =>
  (await q.row<{ key: Buffer; files: number }>('select list_key as key, files from disposition where id = $1', [id]))!;

const itemSql = `select conversation_id as conversation, seq, said, bytes, due_at as "dueAt", state, reason, decided_by as "by", until
  from disposition_item`;

export const itemsAfter = (
  q: Queryable,
  disposition: string,
  after: readonly [string, number] | undefined,
  limit: number,
): Promise<DispositionItem[]> =>
  q.rows<DispositionItem>(
    `${itemSql} where disposition_id = $1 and (conversation_id, seq) > ($2::uuid, $3::bigint) order by conversation_id, seq limit $4`,
    [disposition, after?.[0] ?? '00000000-0000-0000-0000-000000000000', after?.[1] ?? 0, limit],
  );

/** Conversations of which something is to be destroyed. */
export const dueConversations = async (q: Queryable, disposition: string): Promise<string[]> =>
  (
    await q.rows<{ id: string }>(
      `select distinct conversation_id as id from disposition_item where disposition_id = $1 and state = 'due'`,
      [disposition],
    )
  ).map(({ id }) => id);

/** All that is to be destroyed: a batch is bounded. */
export const duePlaces = (q: Queryable, disposition: string): Promise<{ conversation: string; seq: number }[]> =>
  q.rows(`select conversation_id as conversation, seq from disposition_item where disposition_id = $1 and state = 'due'`, [
    disposition,
  ]);

/** The next messages to be destroyed: of one conversation, in order. */
export const dueItems = (q: Queryable, disposition: string, limit: number): Promise<{ conversation: string; seq: number }[]> =>
  q.rows(
    `select conversation_id as conversation, seq from disposition_item where disposition_id = $1 and state = 'due'
       and conversation_id = (select conversation_id from disposition_item where disposition_id = $1 and state = 'due'
         order by conversation_id limit 1)
     order by seq limit $2`,
    [disposition, limit],
  );

/** What was destroyed, in order, above a place. */
export const destroyedAfter = (
  q: Queryable,
  disposition: string,
  after: readonly [string, number],
  limit: number,
): Promise<{ conversation: string; seq: number; said: number; dueAt: number; bytes: number }[]> =>
  q.rows(
    `select conversation_id as conversation, seq, said, due_at as "dueAt", bytes from disposition_item
     where disposition_id = $1 and state = 'destroyed' and (conversation_id, seq) > ($2::uuid, $3::bigint)
     order by conversation_id, seq limit $4`,
    [disposition, after[0], after[1], limit],
  );

const erasureSql = `select id, kind, conversation_id as conversation, seq, user_id as "user", contact_id as contact, parts, reason, state, two_by as "twoBy", asked_by as "askedBy",
    asked_at as "askedAt", approved_by as "approvedBy", erased, restricted, obstacles, ended_at as "endedAt" from erasure`;

/** Which contact is told of those of contacts alone: what the ledger has of the others keeps its form. */
const erasures = async (q: Queryable, sql: string, values: readonly unknown[]): Promise<Erasure[]> =>
  (await q.rows<Erasure & { contact: Erasure['contact'] | null }>(sql, values)).map(({ contact, ...row }) =>
    contact ? { ...row, contact } : row,
  );

/** `contact`: only requests about it. */
export const erasuresBelow = (
  q: Queryable,
  { below, contact }: { below: string | undefined; contact: string | undefined },
  limit: number,
): Promise<Erasure[]> =>
  erasures(
    q,
    `${erasureSql} where ($1::uuid is null or id < $1) and ($3::uuid is null or contact_id = $3) order by id desc limit $2`,
    [below ?? null, limit, contact ?? null],
  );

export const findErasure = async (q: Queryable, id: string): Promise<Erasure | undefined> =>
  (await erasures(q, `${erasureSql} where id = $1`, [id]))[0];

export const openErasures = (q: Queryable): Promise<Erasure[]> =>
  erasures(q, `${erasureSql} where state in ('working', 'restricted') order by id`, []);

export interface EventRow {
  id: string;
  type: string;
  part: string;
  content: Buffer;
}

/** What was decided and is not in the ledger yet, oldest first. */
export const unrecordedEvents = (q: Queryable, limit: number): Promise<EventRow[]> =>
  q.rows<EventRow>('select id, type, part, content from retention_event where ev is null order by id limit $1', [limit]);

/** Which event of the ledger's own holds a certificate. */
export const recordedAs = (q: Queryable, id: string): Promise<{ stream: string; ev: number } | undefined> =>
  q.row('select stream_id as stream, ev from retention_event where id = $1 and ev is not null', [id]);

/** Up to where each log was looked at for what was taken away after a backup. */
export const replayedLogs = async (q: Queryable): Promise<Map<number, number>> =>
  new Map(
    (await q.rows<{ epoch: number; size: number }>('select epoch, size from retention_replay')).map(({ epoch, size }) => [
      epoch,
      size,
    ]),
  );
