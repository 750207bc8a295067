import type { ConsentPurpose, PolicyRules, WindowTrigger } from '@rapport/contract';
import { assertTx, type Tx } from '@rapport/platform';
import type { Judgement } from './policy.ts';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

/** Who sets rules waits for who is setting them. */
export async function lockRules(tx: Tx): Promise<void> {
  assertTx(tx);
  await tx.rows('lock table policy_rules in share row exclusive mode');
}

export async function insertRules(tx: Tx, r: { version: number; rules: PolicyRules; at: number; by: string }): Promise<void> {
  assertTx(tx);
  await tx.rows(`insert into policy_rules (version, rules, at, by_id) values ($1, $2, ${instant(3)}, $4)`, [
    r.version,
    JSON.stringify(r.rules),
    r.at,
    r.by,
  ]);
}

export interface Said {
  contact: string;
  handle: string | null;
  channel: string;
  purposes: readonly ConsentPurpose[];
  given: boolean;
  evidence: string;
  proof: string;
  at: number;
  by: string | null;
  /** One for each purpose. */
  ids: readonly string[];
}

export async function insertConsents(tx: Tx, s: Said): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_consent (id, contact_id, handle_id, channel, purpose, given, evidence, proof, at, by_id)
     select u.id, $3, $4, $5, u.purpose, $6, $7, $8, ${instant(9)}, $10 from unnest($1::uuid[], $2::text[]) as u (id, purpose)`,
    [s.ids, s.purposes, s.contact, s.handle, s.channel, s.given, s.evidence, s.proof, s.at, s.by],
  );
}

export async function insertPreference(
  tx: Tx,
  p: { id: string; contact: string; channel: string; most: number | null; hours: number | null; at: number; by: string | null },
): Promise<void> {
  assertTx(tx);
  await tx.rows(
    `insert into contact_preference (id, contact_id, channel, most, hours, at, by_id) values ($1, $2, $3, $4, $5, ${instant(6)}, $7)`,
    [p.id, p.contact, p.channel, p.most, p.hours, p.at, p.by],
  );
}

/** Windows open again; what comes late opens none that a later one opened already. */
export async function openWindows(
  tx: Tx,
  heard: readonly { handle: string; account: string; trigger: WindowTrigger; at: number }[],
): Promise<void> {
  assertTx(tx);
  const newest = new Map<string, (typeof heard)[number]>();
  for (const one of heard) {
    const name = `${one.handle} ${one.account} ${one.trigger}`;
    if ((newest.get(name)?.at ?? Number.NEGATIVE_INFINITY) < one.at) newest.set(name, one);
  }
  // Rows in one order, so that two who open the same wait for one another and not in a circle.
  const rows = [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  await tx.prepared(
    'policy.openWindows',
    `insert into contact_window (handle_id, account_id, trigger, opened_at)
     select u.handle, u.account, u.trigger, to_timestamp(u.at / 1000)
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::float8[]) as u (handle, account, trigger, at)
     on conflict (handle_id, account_id, trigger) do update set opened_at = excluded.opened_at
       where contact_window.opened_at < excluded.opened_at`,
    [rows.map((r) => r.handle), rows.map((r) => r.account), rows.map((r) => r.trigger), rows.map((r) => r.at)],
  );
}

export interface Decision extends Judgement {
  id: string;
  key: string;
  account: string;
  handle: string;
  channel: string;
  at: number;
  type: string | null;
  pieces: number;
  /** Whether what goes out by the account is counted as a whole. */
  byAccount: boolean;
  version: number;
  copyOf: string | null;
}

export async function insertDecision(tx: Tx, d: Decision): Promise<void> {
  assertTx(tx);
  const window = d.way?.by === 'window' ? d.way : undefined;
  await tx.prepared(
    'policy.decide',
    `insert into policy_decision (id, key, account_id, handle_id, channel, at, purpose, allowed, way, window_trigger, window_ends_at, reasons,
       next_at, counted, weight, type_id, rules_version, pieces, quota_account, copy_of)
     values ($1, $2, $3, $4, $5, ${instant(6)}, $7, $8, $9, $10, ${instant(11)}, $12, ${instant(13)}, $14, $15, $16, $17, $18, $19, $20)`,
    [
      d.id,
      d.way ? d.key : null,
      d.account,
      d.handle,
      d.channel,
      d.at,
      d.purpose,
      d.way !== undefined,
      d.way?.by ?? null,
      window?.window.trigger ?? null,
      window?.endsAt ?? null,
      d.reasons.length > 0 ? JSON.stringify(d.reasons) : null,
      d.nextAllowedAt ?? null,
      d.counted,
      d.weight,
      d.type,
      d.version,
      d.pieces,
      d.way && d.byAccount ? d.account : null,
      d.copyOf,
    ],
  );
}

/** Gives a reservation back: what did not go out counts for nothing. Those of its copies stand: they may have gone. */
export async function refund(tx: Tx, reservation: string): Promise<void> {
  assertTx(tx);
  await tx.rows(
    'update policy_decision set refunded_at = now(), key = null, quota_account = null where id = $1 and allowed and refunded_at is null',
    [reservation],
  );
}

/** The same of what went to nobody at all: with those of its copies. */
export async function refundWithCopies(tx: Tx, reservation: string): Promise<void> {
  await refund(tx, reservation);
  await tx.rows(
    'update policy_decision set refunded_at = now(), key = null, quota_account = null where copy_of = $1 and allowed and refunded_at is null',
    [reservation],
  );
}

export async function insertPreferenceKey(tx: Tx, sealed: Buffer): Promise<void> {
  assertTx(tx);
  await tx.rows('insert into policy_key (one, sealed) values (true, $1) on conflict do nothing', [sealed]);
}

/** Takes the words that show what contacts said; what they said stays. */
export async function blankProofs(tx: Tx, contacts: readonly string[]): Promise<void> {
  assertTx(tx);
  await tx.rows(`update contact_consent set proof = '' where contact_id = any ($1::uuid[])`, [contacts]);
}
