import { type PlanFilling, type PlannedAsk, plansHold } from '@rapport/dev/plans-hold';
import { type Db, newId, type Platform, type Tx } from '@rapport/platform';
import { heardSince, waitingRows } from './cases/attention-reader.ts';
import {
  casesOf,
  casesOfAgent,
  casesOfHandles,
  clockRows,
  eventsOf,
  firstParts,
  goingOn,
  groupRows,
  heldByHandles,
  labelsUsed,
  lastAssignee,
  lastSaid,
  lockFree,
  lockRoot,
  lockRoots,
  newestPart,
  openCasesOf,
  partNow,
  partsOf,
  queueCounts,
  queueRows,
  rootRow,
  solvedCasesOf,
  strayCases,
} from './cases/case-reader.ts';
import { stretchesOfNumbers } from './cases/matter-reader.ts';
import { pastOf, talksAbout } from './cases/timeline-reader.ts';
import {
  complaintOf,
  draftOf,
  eventsBetween,
  followUpsOf,
  ratingOfTalk,
  ratingsOf,
  ruleRuns,
  talksOf,
} from './desk/desk-reader.ts';
import { dueBetween, longestWaiting, nextDue } from './reports/live-reader.ts';
import { reportRows } from './reports/report-reader.ts';
import { agentRows, givenSince, handsOf } from './routing/agent-reader.ts';
import { causesOf } from './rules/rule-reader.ts';

const day = 86_400_000;
/** Cases of an inbox, one every hour back from now; of each fifty as many as here are open. */
const cases = 2_000;
const open = (cases / 50) * 1;
const eventsOfEach = 6;
const page = 50;

interface Side {
  inbox: string;
  account: string;
  agent: string;
  rule: string;
}
const aSide = (): Side => ({ inbox: newId(), account: newId(), agent: newId(), rule: newId() });
const [ours, others] = [aSide(), aSide()];

/** Ids that tell what they are of: a table, a side, a number. */
const idSql = (what: string, n: string): string => `md5($1::text || '${what}' || ${n})::uuid`;

async function fill(db: Db, side: Side, most = cases): Promise<void> {
  const from = 'generate_series(1, $2::int) n';
  const values = [side.inbox, most];
  const at = `now() - n * interval '1 hour'`;
  await db.rows(
    `insert into stream (id, kind, ev, seq) select ${idSql('case', 'n')}, 'case', ${eventsOfEach}, 0 from ${from}`,
    values,
  );
  await db.rows(
    `insert into customer_case (id, handle_id, account_id, title, status, priority, assignee_id, labels, root, merged_into, opened_at, waits_since,
       solved_at, solved_by, clocks, due_at, changed_at)
     select ${idSql('case', 'n')}, ${idSql('handle', 'n / 4')}, $3, 'case', case when n % 50 = 1 then 'open' when n % 50 = 2 then 'solved' else 'closed' end, 1,
       case when n % 100 = 1 then null else $4::uuid end, case when n % 40 = 0 then array['label'] else '{}' end,
       case when n % 20 = 5 then ${idSql('case', 'n - 1')} else ${idSql('case', 'n')} end, case when n % 20 = 5 then ${idSql('case', 'n - 1')} end,
       ${at}, case when n % 50 = 1 then ${at} end, case when n % 50 <> 1 then ${at} end, case when n % 50 <> 1 then $4::uuid end, '{}',
       case when n % 50 = 1 then now() + n * interval '1 hour' end, ${at} from ${from}`,
    [...values, side.account, side.agent],
  );
  await db.rows(
    `insert into case_part (case_id, conversation_id, thread, from_seq, until_seq)
     select ${idSql('case', 'n')}, ${idSql('talk', 'n / 4')}, '', n, case when n % 4 <> 0 then n + 1 end from ${from}`,
    values,
  );
  await db.rows(
    `insert into case_inbox (case_id, inbox_id, at) select ${idSql('case', 'n')}, $1::uuid, ${at} from ${from}`,
    values,
  );
  await db.rows(
    `insert into case_event (case_id, ev, type, at, by_id, data, clock)
     select ${idSql('case', 'n')}, e, (array['case.opened', 'case.assigned', 'case.heard', 'case.answered', 'case.heard', 'case.status'])[e],
       ${at} + e * interval '1 minute', case when e = 4 then $3::uuid end,
       jsonb_build_object('conversation', ${idSql('talk', 'n / 4')}, 'seq', n, 'user', $3::text, 'by', $3::text), '[]'
     from ${from}, generate_series(1, ${eventsOfEach}) e`,
    [...values, side.agent],
  );
  await db.rows(
    `insert into case_rating (id, case_id, scale, token_hash, conversation_id, from_seq, until_seq, agent_id, asked_at, expires_at, score, rated_at)
     select ${idSql('rating', 'n')}, ${idSql('case', 'n')}, 'csat', sha256(($1::text || n)::bytea), ${idSql('talk', 'n / 4')}, 1, 2, $3, ${at}, ${at},
       case when n % 3 = 0 then 5 end, case when n % 3 = 0 then ${at} end from ${from}`,
    [...values, side.agent],
  );
  await db.rows(
    `insert into case_follow_up (id, case_id, user_id, at, what, made_at) select ${idSql('follow', 'n')}, ${idSql('case', 'n')}, $3, ${at}, '', ${at} from ${from}`,
    [...values, side.agent],
  );
  await db.rows(
    `insert into case_talk (case_id, conversation_id, at, by_id) select ${idSql('case', 'n')}, ${idSql('staff', 'n')}, ${at}, $3 from ${from}`,
    [...values, side.agent],
  );
  await db.rows(`insert into case_draft (case_id, user_id, until) select ${idSql('case', 'n')}, $3, now() from ${from}`, [
    ...values,
    side.agent,
  ]);
  await db.rows(
    `insert into case_complaint (case_id, stage, received_at) select ${idSql('case', 'n')}, 'received', ${at} from ${from}`,
    values,
  );
  await db.rows(
    `insert into inbox_rule_run (id, rule_id, version, case_id, ev, at, outcome, acts)
     select ${idSql('run', 'n')}, $3, 1, ${idSql('case', 'n')}, 1, ${at}, 'done', '[]' from ${from}`,
    [...values, side.rule],
  );
  await db.rows('insert into inbox_agent (user_id) values ($1)', [side.agent]);
}

const filling: PlanFilling = {
  tables: [
    'customer_case',
    'case_part',
    'case_inbox',
    'case_event',
    'case_rating',
    'case_follow_up',
    'case_talk',
    'case_draft',
    'case_complaint',
    'inbox_rule_run',
    'inbox_agent',
    'stream',
  ].join(', '),
  little: (db) => fill(db, aSide(), 1),
  others: (db) => fill(db, others),
  ours: (db) => fill(db, ours),
  once: [
    [
      'are of when everything was open',
      (db) => db.rows(`update customer_case set status = 'open'`),
      (db) => db.rows(`update customer_case set status = case when waits_since is not null then 'open' else 'closed' end`),
      2 * cases,
    ],
    [
      'are of when nothing was open',
      (db) => db.rows(`update customer_case set status = 'closed'`),
      (db) => db.rows(`update customer_case set status = 'open' where waits_since is not null`),
    ],
  ],
};

const named = new Map<string, string>();
const idOf = (what: string, n: number): string => named.get(`${what} ${n}`)!;
const numberOf = async (tx: Tx, n: number): Promise<number> =>
  (await tx.row<{ number: number }>('select number from customer_case where id = $1', [idOf('case', n)]))?.number ?? 0;
/** Whoever may look at all of it is asked about nothing else. */
const nobodys = {} as Platform;
const handles = () => [1, 2, 3].map((n) => idOf('handle', n));
const now = Date.now();
const queueOf = { inboxes: [ours.inbox], assignee: null, unassigned: false, label: null, after: undefined, limit: page + 1 };
const report = { from: now - 3 * day, to: now, inboxes: [ours.inbox], zone: 'UTC' };

/** What happened in three days on both sides: each event may be one of several facts. */
const threeDays = 2 * 72 * (eventsOfEach + 1) * 2;

// biome-ignore format: one a line
const asks: PlannedAsk[] = [
  ['the queue of what is open', 2 * open, (tx) => queueRows(tx, { ...queueOf, status: ['open'], done: false })],
  ['the queue of one agent', 2 * open, (tx) => queueRows(tx, { ...queueOf, assignee: ours.agent, status: ['open'], done: false })],
  ['what was closed last', page * 2, (tx) => queueRows(tx, { ...queueOf, status: ['closed'], done: true })],
  ['what was solved last', page * 2, (tx) => queueRows(tx, { ...queueOf, status: ['solved'], done: true })],
  ['how many there are of each kind', 2 * open, (tx) => queueCounts(tx, [ours.inbox], ours.agent, now)],
  ['what is free', 2 * open, (tx) => lockFree(tx, ours.inbox, 20)],
  ['what waits longest', 2 * open, (tx) => longestWaiting(tx, [ours.inbox])],
  ['what falls due next', 2 * open, (tx) => nextDue(tx, [ours.inbox])],
  ['how much falls due', 2 * open, (tx) => dueBetween(tx, [ours.inbox], now, now + day)],
  ['what is not over', 2 * open, (tx) => openCasesOf(tx, [ours.inbox])],
  ['what is solved and not closed', 4 * open, (tx) => solvedCasesOf(tx, [ours.inbox])],
  ['what waits for me', 2 * open, (tx) => waitingRows(tx, ours.agent, [ours.inbox], page)],
  ['what somebody has', open, (tx) => casesOfAgent(tx, ours.agent, [ours.inbox])],
  ['what is on the hands of some', open, (tx) => handsOf(tx, [ours.agent], [ours.inbox], now)],
  ['what agents carry', open, (tx) => agentRows(tx, [ours.agent])],
  ['to whom routing gave', 2 * 24 * eventsOfEach, (tx) => givenSince(tx, [ours.agent], now - day)],
  ['what lies in no inbox', 2 * open, (tx) => strayCases(tx, [newId()], null, page)],
  ['labels that are used', cases, (tx) => labelsUsed(tx, [ours.inbox])],
  ['a case', 2, (tx) => rootRow(tx, idOf('case', 5))],
  ['a case that is taken', 2, (tx) => lockRoot(tx, idOf('case', 5))],
  ['cases that are taken', 3, (tx) => lockRoots(tx, [1, 2, 3].map((n) => idOf('case', n)))],
  ['what stands under a case', 2, (tx) => groupRows(tx, idOf('case', 4))],
  ['parts of a case', 2, (tx) => partsOf(tx, idOf('case', 4))],
  ['the first parts of some', 3, (tx) => firstParts(tx, [1, 2, 3].map((n) => idOf('case', n)))],
  ['the part that a thread belongs to', 4, (tx) => partNow(tx, idOf('talk', 2), '')],
  ['the newest part of a conversation', 4, (tx) => newestPart(tx, idOf('talk', 2))],
  ['what goes on in some threads', 12, (tx) => goingOn(tx, [1, 2, 3].map((n) => ({ conversation: idOf('talk', n), thread: '' })))],
  ['cases of a conversation', 4, (tx) => casesOf(tx, [idOf('talk', 2)], page)],
  ['cases of a contact', 12, (tx) => casesOfHandles(tx, handles(), [ours.inbox], page)],
  ['all cases of a contact', 12, (tx) => heldByHandles(tx, handles())],
  ['who had a contact last', 12, (tx) => lastAssignee(tx, handles())],
  ['what happened to a case', 2 * eventsOfEach, (tx) => eventsOf(tx, idOf('case', 4), undefined, page)],
  ['what clocks were told', 2 * eventsOfEach, (tx) => clockRows(tx, idOf('case', 4))],
  ['what was said last', 2 * eventsOfEach, (tx) => lastSaid(tx, idOf('case', 4), idOf('talk', 1))],
  ['what was heard since', 2 * eventsOfEach, (tx) => heardSince(tx, idOf('case', 4), 10)],
  ['what rules are about', 3, (tx) => causesOf(tx, [1, 2, 3].map((n) => ({ stream: idOf('case', n), ev: 2 })))],
  ['what rules did', page, (tx) => ruleRuns(tx, ours.rule, null, page)],
  ['events of a time', 2 * 24 * eventsOfEach, (tx) => eventsBetween(tx, ['case.heard'], now - day, now, page)],
  ['who writes', 1, (tx) => draftOf(tx, idOf('case', 4), now)],
  ['talk about a case', 2, (tx) => talksOf(tx, idOf('case', 4))],
  ['what is to be done about it', 2, (tx) => followUpsOf(tx, idOf('case', 4))],
  ['what was complained of', 1, (tx) => complaintOf(tx, idOf('case', 4))],
  ['what was thought of it', 2, (tx) => ratingsOf(tx, idOf('case', 4))],
  ['what a visitor is asked', 4, (tx) => ratingOfTalk(tx, idOf('talk', 2), 'locked')],
  ['a contact’s history', 12 * eventsOfEach, (tx) => pastOf(tx, { handles: handles(), inboxes: [ours.inbox], accounts: null, until: null, limit: page })],
  ['what numbers are about', 4, async (tx) => stretchesOfNumbers(nobodys, tx, null, [await numberOf(tx, 2), await numberOf(tx, 4)])],
  ['talk about a contact', 12, (tx) => talksAbout(tx, handles())],
  ['a report by day', threeDays, (tx) => reportRows(tx, 'day', report)],
  ['a report by inbox', threeDays, (tx) => reportRows(tx, 'inbox', report)],
  ['a report of one agent', threeDays, (tx) => reportRows(tx, null, { ...report, agent: ours.agent })],
];

plansHold(filling, asks, async (db) => {
  for (const what of ['case', 'handle', 'talk'])
    for (let n = 0; n <= 5; n++) {
      const row = await db.row<{ id: string }>(`select ${idSql(what, '$2::int')} as id`, [ours.inbox, n]);
      named.set(`${what} ${n}`, row!.id);
    }
});
