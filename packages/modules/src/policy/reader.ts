import type { ConsentPurpose, PolicyRules, Purpose } from '@rapport/contract';
import type { Queryable } from '@rapport/platform';
import type { Judgement } from './policy.ts';

const instant = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

export interface RulesRow {
  version: number;
  rules: PolicyRules;
  at: number;
  by: string | null;
}

/** A version of the rules, or the newest. */
export const rulesRow = (q: Queryable, version?: number): Promise<RulesRow | undefined> =>
  q.row<RulesRow>(
    `select version, rules, at, by_id as "by" from policy_rules where $1::int is null or version = $1 order by version desc limit 1`,
    [version ?? null],
  );

/** Who set the rules and when, newest first. */
export const rulesVersions = (q: Queryable, below: number | undefined, limit: number): Promise<Omit<RulesRow, 'rules'>[]> =>
  q.rows(
    `select version, at, by_id as "by" from policy_rules where $1::int is null or version < $1 order by version desc limit $2`,
    [below ?? null, limit],
  );

export interface Group {
  handles: readonly string[];
  contacts: readonly string[];
}

const counts = 'd.allowed and d.refunded_at is null';
/** What holds of a group: said by a handle of theirs, wherever that was then; else said of one of them. */
const ofGroup = '(c.handle_id = any ($1::uuid[]) or (c.handle_id is null and c.contact_id = any ($2::uuid[])))';

/**
 * Of each quota the message that must leave its stretch before another fits: the `most`-th newest that still lies in it. Null: there is room.
 */
export async function fullQuotas(
  q: Queryable,
  asked: {
    handle: string;
    account: string;
    at: number;
    quotas: readonly { per: 'contact' | 'account'; most: number; ms: number }[];
  },
): Promise<(number | undefined)[]> {
  const answers: (number | undefined)[] = [];
  for (const { per, most, ms: span } of asked.quotas) {
    const [row] = await q.prepared<{ at: number }>(
      `policy.quota.${per}`,
      `select d.at from policy_decision d where d.at > ${instant(3)}
         and ${per === 'contact' ? `d.handle_id = $2 and d.account_id = $1 and ${counts}` : 'd.quota_account = $1 and $2::uuid is not null'}
       order by d.at desc offset $4 limit 1`,
      [asked.account, asked.handle, asked.at - span, Math.max(0, most - 1)],
    );
    answers.push(row?.at);
  }
  return answers;
}

export interface ConsentRow {
  id: string;
  contact: string;
  channel: string;
  purpose: ConsentPurpose;
  given: boolean;
  evidence: string;
  proof: string;
  at: number;
  by: string | null;
}

/** What a group ever said about consent, newest first. */
export const consentRows = (
  q: Queryable,
  { handles, contacts }: Group,
  before: readonly [number, string] | undefined,
  limit: number,
): Promise<ConsentRow[]> =>
  q.rows<ConsentRow>(
    `select c.id, c.contact_id as contact, c.channel, c.purpose, c.given, c.evidence, c.proof, c.at, c.by_id as "by" from contact_consent c
     where ${ofGroup} and ($3::float8 is null or (c.at, c.id) < (${instant(3)}, $4::uuid)) order by c.at desc, c.id desc limit $5`,
    [handles, contacts, before?.[0] ?? null, before?.[1] ?? null, limit],
  );

/** What holds now, by channel and purpose. */
export const consentNow = (
  q: Queryable,
  { handles, contacts }: Group,
): Promise<{ channel: string; purpose: ConsentPurpose; given: boolean; at: number }[]> =>
  q.rows(
    `select distinct on (c.channel, c.purpose) c.channel, c.purpose, c.given, c.at from contact_consent c
     where ${ofGroup} order by c.channel, c.purpose, c.at desc, c.id desc`,
    [handles, contacts],
  );

/** How often a group wants to be written to, by channel. */
export const preferencesNow = (
  q: Queryable,
  contacts: readonly string[],
): Promise<{ channel: string; most: number | null; hours: number | null }[]> =>
  q.rows(
    `select distinct on (channel) channel, most, hours from contact_preference where contact_id = any ($1::uuid[])
     order by channel, at desc, id desc`,
    [contacts],
  );

export interface DecisionRow {
  id: string;
  account: string;
  channel: string;
  at: number;
  purpose: Purpose;
  allowed: boolean;
  reasons: Judgement['reasons'] | null;
  nextAllowedAt: number | null;
  counted: boolean;
  refunded: boolean;
  rulesVersion: number;
}

/** What was decided about a group, newest first. */
export const decisionRows = (
  q: Queryable,
  handles: readonly string[],
  before: readonly [number, string] | undefined,
  limit: number,
): Promise<DecisionRow[]> =>
  q.rows<DecisionRow>(
    `select id, account_id as account, channel, at, purpose, allowed, reasons, next_at as "nextAllowedAt", counted,
       refunded_at is not null as refunded, rules_version as "rulesVersion" from policy_decision
     where handle_id = any ($1::uuid[]) and ($2::float8 is null or (at, id) < (${instant(2)}, $3::uuid))
     order by at desc, id desc limit $4`,
    [handles, before?.[0] ?? null, before?.[1] ?? null, limit],
  );

/** Takes the account until the transaction ends: what counts for all who write by it is counted one after the other. */
export const lockAccount = (q: Queryable, id: string): Promise<unknown> =>
  q.row('select id from channel_account where id = $1 for no key update', [id]);

/** Whether the very same was noted already. */
export const saidAlready = async (
  q: Queryable,
  said: { handle: string; channel: string; given: boolean; evidence: string; at: number },
): Promise<boolean> =>
  (await q.row(
    `select 1 from contact_consent where handle_id = $1 and channel = $2 and given = $3 and evidence = $4 and at = ${instant(5)} limit 1`,
    [said.handle, said.channel, said.given, said.evidence, said.at],
  )) !== undefined;

/** By which accounts something came from these handles. */
export const knownWindows = (q: Queryable, handles: readonly string[]): Promise<{ handle: string; account: string }[]> =>
  q.rows(`select distinct handle_id as handle, account_id as account from contact_window where handle_id = any ($1::uuid[])`, [
    handles,
  ]);

export const preferenceKey = async (q: Queryable): Promise<Buffer | undefined> =>
  (await q.row<{ sealed: Buffer }>('select sealed from policy_key'))?.sealed;
