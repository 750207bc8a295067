import { type PlanFilling, type PlannedAsk, plansHold } from '@rapport/dev/plans-hold';
import { type Db, newId } from '@rapport/platform';
import { accountOf } from './account-reader.ts';
import { consentNow, consentRows, decisionRows, fullQuotas, knownWindows, preferencesNow, saidAlready } from './reader.ts';
import { stateOf } from './state-reader.ts';
import { blankProofs, refund, refundWithCopies } from './writer.ts';

const hour = 3_600_000;
/** Handles of a side, each of a contact of its own, and decisions about each: one an hour, back from now. */
const people = 400;
const decisions = 24;
const page = 50;
const account = newId();
const now = Date.now();

const idSql = (what: string, n: string): string => `md5($1::text || '${what}' || ${n})::uuid`;

async function fill(db: Db, side: string, most = people): Promise<void> {
  const from = 'generate_series(1, $2::int) n';
  const decided = `${from}, generate_series(1, ${decisions}) e`;
  const values = [side, most];
  const at = `now() - e * interval '1 hour'`;
  await db.rows(
    `insert into policy_decision (id, key, account_id, handle_id, channel, at, purpose, allowed, way, window_trigger, counted, weight, rules_version,
       pieces, refunded_at, quota_account, copy_of)
     select ${idSql('decision', `n || ' ' || e`)}, case when e % 4 <> 0 then ${idSql('key', `n || ' ' || e`)} end, $3, ${idSql('handle', 'n')}, 'email', ${at},
       'service', e % 4 <> 0, 'window', 'inbound', true, 1, 1, 1, case when e % 5 = 0 then now() end, case when e % 4 <> 0 then $3::uuid end,
       case when e % 6 = 0 then ${idSql('decision', `n || ' ' || (e - 1)`)} end from ${decided}`,
    [...values, account],
  );
  await db.rows(
    `insert into contact_consent (id, contact_id, handle_id, channel, purpose, given, evidence, proof, at)
     select ${idSql('consent', `n || ' ' || e`)}, ${idSql('contact', 'n')}, case when e % 2 = 0 then ${idSql('handle', 'n')} end, 'email',
       (array['marketing', 'notice', 'service'])[e % 3 + 1], e % 4 <> 0, 'keyword', 'x', ${at} from ${decided}`,
    values,
  );
  await db.rows(
    `insert into contact_preference (id, contact_id, channel, most, hours, at)
     select ${idSql('preference', `n || ' ' || e`)}, ${idSql('contact', 'n')}, 'email', 1, 1, ${at} from ${decided}`,
    values,
  );
  await db.rows(
    `insert into contact_window (handle_id, account_id, trigger, opened_at)
     select ${idSql('handle', 'n')}, $3, (array['inbound', 'scan'])[e], ${at} from ${from}, generate_series(1, 2) e`,
    [...values, account],
  );
}

const filling: PlanFilling = {
  tables: 'policy_decision, contact_consent, contact_preference, contact_window',
  little: (db) => fill(db, 'few', 40),
  others: (db) => fill(db, 'others'),
  ours: (db) => fill(db, 'ours'),
  once: [
    [
      'are of when everything was refused, and nothing said by a handle',
      async (db) => {
        await db.rows('update policy_decision set allowed = false, refunded_at = null, copy_of = account_id, way = null');
        await db.rows('update contact_consent set evidence = coalesce(handle_id::text, evidence), handle_id = null');
      },
      async (db) => {
        await db.rows(`update policy_decision set allowed = key is not null, copy_of = null, way = 'window'`);
        await db.rows(`update contact_consent set handle_id = evidence::uuid, evidence = 'keyword' where evidence <> 'keyword'`);
      },
    ],
  ],
};

const named = new Map<string, string>();
const idOf = (key: string): string => named.get(key)!;
const group = (size: number) => ({
  handles: Array.from({ length: size }, (_, i) => idOf(`handle${i + 1}`)),
  contacts: Array.from({ length: size }, (_, i) => idOf(`contact${i + 1}`)),
});
const asked = () => ({ handle: idOf('handle1'), account, since: now - 12 * hour, key: idOf('key1 1') });
const quota = (per: 'contact' | 'account', most: number) => ({
  ...{ handle: idOf('handle1'), account, at: now },
  quotas: [{ per, most, ms: 12 * hour }],
});
/** What was noted of each: decisions, consents, preferences, windows. */
const noted = 4 * decisions;

// biome-ignore format: one a line
const asks: PlannedAsk[] = [
  ['what a decision rests on', noted, (tx) => stateOf(tx, group(1), asked())],
  ['the same of three handles', 3 * noted, (tx) => stateOf(tx, group(3), asked())],
  ['the same of ten', 10 * noted, (tx) => stateOf(tx, group(10), asked())],
  ['the same of more', 12 * noted, (tx) => stateOf(tx, group(12), asked())],
  ['room in a contact’s quota', decisions, (tx) => fullQuotas(tx, quota('contact', 5))],
  ['room in an account’s quota', 100, (tx) => fullQuotas(tx, quota('account', 100))],
  ['the account', 1, (tx) => accountOf(tx, account)],
  ['what somebody agreed to', decisions, (tx) => consentRows(tx, group(1), undefined, page)],
  ['what holds of it', decisions, (tx) => consentNow(tx, group(1))],
  ['how often somebody wants to be written to', decisions, (tx) => preferencesNow(tx, group(1).contacts)],
  ['what was decided', decisions, (tx) => decisionRows(tx, group(1).handles, undefined, page)],
  ['whether it was noted', decisions, (tx) => saidAlready(tx, { handle: idOf('handle1'), channel: 'email', given: true, evidence: 'keyword', at: now })],
  ['windows', 2, (tx) => knownWindows(tx, group(1).handles)],
  ['a decision given back', 1, (tx) => refund(tx, idOf('decision1 1'))],
  ['the same with its copies', 2, (tx) => refundWithCopies(tx, idOf('decision1 5'))],
  ['words taken away', decisions, (tx) => blankProofs(tx, group(1).contacts)],
];

plansHold(filling, asks, async (db) => {
  await db.rows(
    `insert into channel_account (id, kind, name, capabilities, enabled, created_at, changed_at) values ($1, 'email', '', '{}', true, now(), now())`,
    [account],
  );
  const keys = [
    'key1 1',
    'decision1 1',
    'decision1 5',
    ...Array.from({ length: 12 }, (_, i) => [`handle${i + 1}`, `contact${i + 1}`]).flat(),
  ];
  for (const { key, id } of await db.rows<{ key: string; id: string }>(
    `select key, md5('ours' || key)::uuid as id from unnest($1::text[]) as u (key)`,
    [keys],
  ))
    named.set(key, id);
});
