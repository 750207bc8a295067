import type { Inspection, InspectionScope, Look } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import { findInspection } from './reader.ts';
import type { InspectionRow } from './rows.ts';

const instant = (n: number): string => `to_timestamp($${n}::float8 / 1000)`;

export async function insertInspection(
  tx: Tx,
  i: Pick<InspectionRow, 'id' | 'askedBy' | 'askedAt' | 'purpose' | 'days' | 'expiresAt'> & {
    matter: string | null;
    scope: InspectionScope;
  },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into inspection (id, asked_by, asked_at, purpose, matter_id, scope, days, state, expires_at)
     values ($1, $2, ${instant(3)}, $4, $5, $6, $7, 'asked', ${instant(8)})`,
    [i.id, i.askedBy, i.askedAt, i.purpose, i.matter, JSON.stringify(i.scope), i.days, i.expiresAt],
  );
}

/** One of theirs at a time is counted. */
export async function lockAsker(tx: Tx, user: string): Promise<void> {
  assertTx(tx);
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('inspection/' || $1, 0))`, [user]);
}

/** An inspection that stays as it is until the transaction ends: `share` for those who look, `update` for those who decide. */
export async function lockInspection(tx: Tx, id: string, how: 'share' | 'update'): Promise<InspectionRow | undefined> {
  assertTx(tx);
  const found = await tx.row(`select 1 from inspection where id = $1 for ${how}`, [id]);
  return found && findInspection(tx, id);
}

export async function openInspection(
  tx: Tx,
  i: { id: string; by: string | null; at: number; expiresAt: number; people: readonly string[] | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update inspection set state = 'open', decided_by = $2, opened_at = ${instant(3)}, expires_at = ${instant(4)}, people = $5 where id = $1`,
    [i.id, i.by, i.at, i.expiresAt, i.people],
  );
}

export async function closeInspection(
  tx: Tx,
  i: { id: string; state: Inspection['state']; by: string | null; at: number; reason: string },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `update inspection set state = $2, ended_by = $3, ended_at = ${instant(4)}, reason = $5,
       decided_by = case when $2 = 'refused' then $3 else decided_by end where id = $1`,
    [i.id, i.state, i.by, i.at, i.reason],
  );
}

export async function insertLook(tx: Tx, inspection: string, l: Omit<Look, 'inspection' | 'purpose'>): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into inspection_look (id, inspection_id, by_user, at, kind, detail, results) values ($1, $2, $3, ${instant(4)}, $5, $6, $7)`,
    [l.id, inspection, l.by, l.at, l.kind, JSON.stringify(l.detail), l.results],
  );
}

/** The rule, which nobody else changes, or asks by, until the transaction ends. */
export async function lockRule(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('select 1 from archive_rule for update');
}

export async function putRule(tx: Tx, rule: { second: boolean; wishedBy: string | null }): Promise<void> {
  assertTx(tx);
  await tx.rows('update archive_rule set second = $1, wished_by = $2', [rule.second, rule.wishedBy]);
}
