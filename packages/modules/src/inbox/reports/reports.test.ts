import { reportGroups } from '@rapport/contract';
import { anAccount, type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anInbox, answers, caseOf, outsider } from '../inbox.test-kit.ts';
import { type PastCase, recount } from './recount.test-kit.ts';
import { reportRows } from './report-reader.ts';

let kit: TestHouse;
let lin: Seat;
let he: Seat;
let accounts: string[];
let inboxes: string[];
let handle: string;
beforeAll(async () => {
  kit = await testHouse();
  [lin, he] = (await Promise.all(['林岚', '何敏'].map((name) => kit.person(name)))) as [Seat, Seat];
  accounts = [await anAccount(kit), await anAccount(kit)];
  inboxes = [];
  for (const account of accounts) inboxes.push((await anInbox(kit, [lin], account)).inbox);
  handle = (await outsider(kit, accounts[0]!, '周')).handle;
});
afterAll(() => kit?.stop());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    ({ problem }: { problem: { code: string } }) => problem.code,
  );

/** Around the end of summer time in Berlin, a month and a year. */
const begin = Date.parse('2025-10-18T00:00:00Z');
const end = Date.parse('2026-01-09T00:00:00Z');
const instants = fc.integer({ min: begin, max: end });

function someCase(): fc.Arbitrary<Omit<PastCase, 'id'>> {
  const person = fc.constantFrom(lin.user, he.user);
  const somebody = fc.option(person, { nil: null });
  const kept = (name: string) => fc.constantFrom({}, { kept: { [name]: true } }, { kept: { [name]: false, next: true } });
  const took = fc.integer({ min: 0, max: 5e9 });
  const statuses = fc.constantFrom('open', 'waiting', 'snoozed', 'solved', 'closed');
  const told = fc.oneof(
    fc.record({ type: fc.constant('case.opened'), by: somebody, data: fc.constantFrom({}, {}, { split: true }) }),
    fc.record({ type: fc.constant('case.heard'), by: fc.constant(null), data: fc.constant({}) }),
    fc.record({ type: fc.constant('case.reopened'), by: fc.constant(null), data: fc.record({ from: statuses }) }),
    fc.record({
      type: fc.constant('case.answered'),
      by: fc.constant(null),
      data: fc
        .tuple(person, fc.boolean(), took, kept('first'))
        .map(([by, first, waited, was]) => ({ by, waited, ...was, ...(first ? { first: true } : {}) })),
    }),
    fc.record({
      type: fc.constant('case.status'),
      by: somebody,
      data: fc
        .tuple(statuses, statuses, somebody, took, kept('resolution'))
        .map(([from, status, by, spent, was]) =>
          ['solved', 'closed'].includes(status) && !['solved', 'closed'].includes(from)
            ? { from, status, by, took: spent, ...was }
            : { from, status },
        ),
    }),
    fc.record({ type: fc.constant('case.labelled'), by: person, data: fc.constant({ added: ['x'] }) }),
  );
  const rating = fc
    .record({
      askedAt: instants,
      later: fc.option(fc.integer({ min: 0, max: 9e8 }), { nil: null }),
      rated: fc.constantFrom<[number, 'csat' | 'nps']>(
        [1, 'csat'],
        [4, 'csat'],
        [5, 'csat'],
        [0, 'nps'],
        [6, 'nps'],
        [8, 'nps'],
        [9, 'nps'],
      ),
      agent: somebody,
    })
    .map(({ askedAt, later, rated, agent }) => ({
      askedAt,
      ratedAt: later === null ? null : askedAt + later,
      score: later === null ? null : rated[0],
      scale: rated[1],
      agent,
    }));
  return fc.record({
    account: fc.constantFrom(...accounts),
    labels: fc.uniqueArray(fc.constantFrom('退款', 'urgent', '=1+1'), { maxLength: 2 }),
    assignee: somebody,
    solvedBy: somebody,
    inboxes: fc.uniqueArray(fc.constantFrom(...inboxes), { maxLength: 2 }),
    events: fc.array(
      fc.tuple(told, instants).map(([one, at]) => ({ ...one, at })),
      { maxLength: 8 },
    ),
    ratings: fc.array(rating, { maxLength: 2 }),
  });
}

/** Writes the past as it is given: reports read nothing else. */
async function write(cases: readonly PastCase[]): Promise<void> {
  for (const table of ['case_event', 'case_rating', 'case_inbox', 'customer_case'])
    await kit.house.platform.db.rows(`delete from ${table}`);
  const all = JSON.stringify(cases);
  const instant = (field: string) => `to_timestamp((${field})::float8 / 1000)`;
  await kit.house.platform.db.rows(
    `insert into customer_case (id, handle_id, account_id, status, assignee_id, solved_by, labels, root, opened_at, clocks, changed_at)
     select (c ->> 'id')::uuid, $2, (c ->> 'account')::uuid, 'open', (c ->> 'assignee')::uuid, (c ->> 'solvedBy')::uuid,
       array(select jsonb_array_elements_text(c -> 'labels')), (c ->> 'id')::uuid, now(), '{}', now() from jsonb_array_elements($1) c`,
    [all, handle],
  );
  await kit.house.platform.db.rows(
    `insert into case_inbox select (c ->> 'id')::uuid, i::uuid, now() from jsonb_array_elements($1) c, jsonb_array_elements_text(c -> 'inboxes') i`,
    [all],
  );
  await kit.house.platform.db.rows(
    `insert into case_event (case_id, ev, type, at, by_id, data)
     select (c ->> 'id')::uuid, n, e ->> 'type', ${instant(`e ->> 'at'`)}, (e ->> 'by')::uuid, e -> 'data'
     from jsonb_array_elements($1) c, jsonb_array_elements(c -> 'events') with ordinality as x (e, n)`,
    [all],
  );
  await kit.house.platform.db.rows(
    `insert into case_rating (id, case_id, scale, token_hash, conversation_id, from_seq, until_seq, agent_id, asked_at, expires_at, score, rated_at)
     select gen_random_uuid(), (c ->> 'id')::uuid, r ->> 'scale', decode(md5(random()::text || n), 'hex'), gen_random_uuid(), 1, 1, (r ->> 'agent')::uuid,
       ${instant(`r ->> 'askedAt'`)}, now(), (r ->> 'score')::smallint, ${instant(`r ->> 'ratedAt'`)}
     from jsonb_array_elements($1) c, jsonb_array_elements(c -> 'ratings') with ordinality as x (r, n)`,
    [all],
  );
}

/** Fractions are added in another order there. */
const rounded = (rows: object[]): unknown[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? Math.round(value * 1e3) / 1e3 : value]),
    ),
  );

describe('IN13 what a report says', () => {
  it('is what a plain recount of everything that happened says, by whatever it is grouped and narrowed', async () => {
    const asked = fc.record({
      times: fc.tuple(instants, instants).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 })),
      inboxes: fc.constantFrom(inboxes, inboxes.slice(0, 1)),
      agent: fc.option(fc.constantFrom(lin.user, he.user), { nil: undefined }),
      label: fc.option(fc.constantFrom('退款', '=1+1'), { nil: undefined, freq: 1 }),
      account: fc.option(fc.constantFrom(...accounts), { nil: undefined, freq: 1 }),
    });
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York');
    await fc.assert(
      fc.asyncProperty(fc.array(someCase(), { maxLength: 12 }), asked, zones, async (drafts, { times, ...narrow }, zone) => {
        const cases = drafts.map((one) => ({ ...one, id: crypto.randomUUID() }));
        await write(cases);
        for (const by of [null, ...reportGroups]) {
          const found = await reportRows(kit.house.platform.db, by, { ...times, ...narrow, zone });
          expect(rounded(found), by ?? 'total').toEqual(rounded(recount(cases, by, { ...times, ...narrow }, zone)));
        }
      }),
      { numRuns: 40 },
    );
    await write([]);
  });

  it('counts what went through the doors: who began, first answers and promises, what was solved and taken up again', async () => {
    const account = await anAccount(kit);
    const promised = { normal: { first: 30, next: null, resolution: 1 } };
    const { inbox } = await anInbox(kit, [lin, he], account, { promised });
    const zhou = await outsider(kit, account, '周');
    await zhou.says('退款');
    await zhou.says('在吗');
    const one = await caseOf(kit, lin, zhou);
    await answers(kit, lin, zhou.conversation, '已退');
    await kit.call(he, 'cases.change', { case: one.id, status: 'solved', addLabels: ['退款'] });
    await zhou.says('还没到');
    await kit.call(he, 'cases.change', { case: one.id, status: 'solved' });
    await kit.call(he, 'cases.change', { case: one.id, status: 'closed' });
    await kit.call(lin, 'cases.open', { conversation: zhou.conversation as never, inbox: inbox as never, title: '回访' });
    const range = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };
    const call = (more: object = {}) => kit.call(kit.owner, 'inbox.report', { ...range, inbox: inbox as never, ...more });
    const { total, before, zone } = await call({ before: range.from - 1_000 });
    expect(total).toMatchObject({ opened: 2, openedByContact: 1, openedByUs: 1, heard: 3, answered: 1, solved: 2, reopened: 1 });
    expect(total).toMatchObject({ firsts: 1, firstsPromised: 1, firstsKept: 1, solvedPromised: 2, solvedKept: 2 });
    expect(total.firstMedian).toBeGreaterThanOrEqual(0);
    expect(total.solved90).toBeGreaterThanOrEqual(total.solvedMedian!);
    expect([before?.opened, before?.firstMedian, zone]).toEqual([0, null, 'Asia/Shanghai']);
    const agents = await call({ by: 'agent' });
    expect(agents.rows.map(({ name, answered, solved }) => [name, answered, solved]).sort()).toEqual([
      ['何敏', 0, 2],
      ['林岚', 1, 0],
    ]);
    expect((await call({ by: 'label' })).rows.map(({ key, opened }) => [key, opened])).toEqual([
      ['', 1],
      ['退款', 1],
    ]);
    expect((await call({ agent: he.user })).total).toMatchObject({ solved: 2, answered: 0 });
    expect(await refused(kit.call(lin, 'inbox.report', { ...range, inbox: inbox as never }))).toBe('not-found');
    expect((await kit.call(lin, 'inbox.report', range)).inboxes).toEqual([]);
    expect(await refused(call({ zone: 'Mars/Base' }))).toBe('invalid-input');
    expect(await refused(call({ before: range.to }))).toBe('invalid-input');
  });
});

describe('IN14 how it stands now', () => {
  it('tells who waits, what is owed, and who has how much; words are for the team alone', async () => {
    const account = await anAccount(kit);
    const promised = { normal: { first: 10, next: null, resolution: null }, high: { first: 20, next: null, resolution: 60 } };
    const { inbox } = await anInbox(kit, [lin, he], account, { promised });
    const now = (seat: Seat) => kit.call(seat, 'inbox.now', { inbox: inbox as never });
    // Supervises this inbox, and works in none.
    const boss = await kit.person('主管');
    const role = await kit.call(kit.owner, 'access.createRole', { name: '客服主管', permissions: ['inbox.supervise'] });
    await kit.call(kit.owner, 'access.grant', {
      user: boss.user as never,
      role: role.id,
      scope: { kind: 'inbox', id: inbox as never },
    });
    const [zhou, wu] = [await outsider(kit, account, '周'), await outsider(kit, account, '吴')];
    await zhou.says('退款');
    await wu.says('发票');
    const [first, second] = [await caseOf(kit, lin, zhou), await caseOf(kit, lin, wu)];
    await kit.call(lin, 'cases.change', { case: first.id, priority: 'high' });
    const team = await now(lin);
    expect(team.counts).toEqual({ unassigned: 2, open: 2, waiting: 0, snoozed: 0, late: 0, soon: 2 });
    expect(team.unassigned.map(({ id, about }) => [id, about?.name, about?.title])).toEqual([
      [first.id, '周', '退款'],
      [second.id, '吴', '发票'],
    ]);
    expect(team.due.map(({ id, promise }) => [id, promise])).toEqual([
      [second.id, 'first'],
      [first.id, 'first'],
    ]);
    const outside = await now(boss);
    expect(outside.due.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(JSON.stringify(outside)).not.toMatch(/周|吴|退款|发票/);
    expect(outside.inboxes.find(({ id }) => id === inbox)?.mine).toBe(false);
    await kit.call(lin, 'cases.assign', { case: first.id, user: he.user as never });
    const after = await now(boss);
    expect(after.counts.unassigned).toBe(1);
    expect(after.agents.find(({ user }) => user === he.user)).toMatchObject({ load: 1, capacity: 6, present: false, late: 0 });
    const stranger = await kit.person('Qian');
    expect(await refused(now(stranger))).toBe('not-found');
    expect(await kit.call(stranger, 'inbox.now', {})).toMatchObject({ inboxes: [], agents: [], unassigned: [] });
  });

  it('what somebody has elsewhere is told to nobody who does not see it there', async () => {
    const [here, there] = [await anAccount(kit), await anAccount(kit)];
    const [ann, bob, eve] = [await kit.person('Ann'), await kit.person('Bob'), await kit.person('Eve')];
    const first = await anInbox(kit, [ann, bob], here);
    await anInbox(kit, [bob, eve], there, { promised: { normal: { first: 10, next: null, resolution: null } } });
    const secret = await outsider(kit, there, '吴');
    await secret.says('加急');
    const { id } = await caseOf(kit, bob, secret);
    await kit.call(bob, 'cases.assign', { case: id, user: bob.user as never });
    await kit.house.platform.db.rows(`update customer_case set due_at = now() - interval '1 minute' where id = $1`, [id]);
    const bobs = async (seat: Seat) => (await kit.call(seat, 'inbox.now', {})).agents.find(({ user }) => user === bob.user);
    expect(await bobs(ann)).toMatchObject({ load: 0, cases: 0, late: 0 });
    const { agents } = await kit.call(ann, 'inbox.agents', { inbox: first.inbox as never });
    expect(agents.find(({ user }) => user === bob.user)).toMatchObject({ load: 0, cases: 0 });
    expect(await bobs(eve)).toMatchObject({ load: 1, cases: 1, late: 1 });
    // Where they see it, they see all of it, whichever inbox they ask about.
    const ours = await kit.call(bob, 'inbox.now', { inbox: first.inbox as never });
    expect(ours.agents.find(({ user }) => user === bob.user)).toMatchObject({ load: 1, late: 1 });
  });

  it('a team is told when one of it comes or takes no work', async () => {
    const account = await anAccount(kit);
    const [ann, bob] = [await kit.person('Ann'), await kit.person('Bob')];
    const { inbox } = await anInbox(kit, [ann, bob], account);
    const watching = await kit.client(ann);
    const turn = () => watching.state.teamTurn;
    const bobs = async () =>
      (await kit.call(ann, 'inbox.now', { inbox: inbox as never })).agents.find(({ user }) => user === bob.user)!;
    await kit.client(bob);
    await until(async () => (await bobs()).present && turn() > 0);
    const before = turn();
    await kit.call(bob, 'inbox.setAccepting', { accepting: false });
    await until(() => turn() > before);
    expect((await bobs()).accepting).toBe(false);
  });
});
