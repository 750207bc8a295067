import { createHouse, createTokenFor, createUser, type House, searchCaughtUp } from '@rapport/modules';
import { createLogger, newId, type Platform, readConfig, type Tx } from '@rapport/platform';
import { type ArchivePlan, type ArchiveSize, planArchive } from './archive-plan.ts';
import { serveQuestions } from './serve-questions.ts';

/** Fills an empty database with an archive, past the send path as an import does, and lets search read it. */
export type ArchiveQuestion = { url: string; dataDir: string; size: ArchiveSize; until: number };

/** What whoever uses the archive must know. */
export interface ArchiveFacts {
  users: string[];
  tokens: string[];
  /** Seconds that it took to fill, and search to read. */
  filled: number;
  indexed: number;
}

const atOnce = 5_000;
const key = Buffer.alloc(60, 7);

let house: House | undefined;

async function seedPeople(platform: Platform, count: number): Promise<{ users: string[]; tokens: string[] }> {
  const users: string[] = [];
  const tokens: string[] = [];
  for (let i = 0; i < count; i++) {
    const role = i === 0 ? 'owner' : 'member';
    users[i] = await createUser(platform, {
      email: `person-${i}@bench.test`,
      name: `Person ${i}`,
      role,
      organizationName: 'Bench',
    });
  }
  for (let i = 0; i < Math.min(count, 10); i++)
    tokens[i] = (await createTokenFor(platform, { user: users[i]!, name: 'bench' })).secret;
  return { users, tokens };
}

async function putConversations(tx: Tx, plan: ArchivePlan, ids: string[], users: string[]): Promise<void> {
  const all = plan.conversations;
  await tx.rows(`insert into stream (id, kind) select unnest($1::uuid[]), 'conversation'`, [ids]);
  await tx.rows(
    `insert into conversation (id, kind, name, direct_key, member_count, created_by)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::uuid[])`,
    [
      ids,
      all.map((c) => c.kind),
      all.map((c) => c.name),
      all.map((c) =>
        c.kind === 'direct'
          ? c.members
              .map((m) => users[m]!)
              .sort()
              .join(' ')
          : null,
      ),
      all.map((c) => c.members.length),
      all.map((c) => users[c.members[0]!]),
    ],
  );
  await tx.rows(
    `insert into membership (conversation_id, user_id, role) select u.c, u.p, case when u.n = 0 then 'owner' else 'member' end
     from unnest($1::uuid[], $2::uuid[], $3::int[]) as u (c, p, n)`,
    [
      all.flatMap((c, i) => c.members.map(() => ids[i])),
      all.flatMap((c) => c.members.map((m) => users[m])),
      all.flatMap((c) => c.members.map((_, n) => n)),
    ],
  );
}

interface Row {
  conversation: string;
  seq: number;
  ev: number;
  sender: string;
  at: string;
  text: string;
  recalled: boolean;
  reacted: boolean;
  mention: boolean;
}

async function putMessages(tx: Tx, rows: readonly Row[], me: string): Promise<void> {
  const of = <K extends keyof Row>(name: K) => rows.map((r) => r[name]);
  const columns = [of('conversation'), of('ev'), of('seq'), of('sender'), of('at')];
  await tx.rows(
    `insert into message (conversation_id, ev, changed_ev, version_ev, seq, sender, client_id, at, recalled_at)
     select u.c, u.ev, u.ev, u.ev, u.seq, u.sender, gen_random_uuid(), u.at, case when u.recalled then u.at end
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::boolean[]) as u (c, ev, seq, sender, at, recalled)`,
    [...columns, of('recalled')],
  );
  await tx.rows(
    `insert into version (conversation_id, ev, seq, author, at, key, text)
     select u.c, u.ev, u.seq, u.author, u.at, $6, u.text
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::timestamptz[], $7::text[]) as u (c, ev, seq, author, at, text)`,
    [...columns, key, of('text')],
  );
  await tx.rows(
    `insert into log (stream_id, ev, type, actor, at, record_id)
     select u.c, u.ev, 'message.sent', u.actor, u.at, gen_random_uuid()
     from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[]) as u (c, ev, actor, at)`,
    [columns[0], columns[1], columns[3], columns[4]],
  );
  for (const [table, chosen] of [
    ['reaction (emoji, conversation_id, seq, user_id)', rows.filter((r) => r.reacted)],
    ['mention (audience, conversation_id, seq, user_id)', rows.filter((r) => r.mention)],
  ] as const) {
    await tx.rows(
      `insert into ${table} select $1, u.c, u.seq, u.p from unnest($2::uuid[], $3::bigint[], $4::uuid[]) as u (c, seq, p)`,
      [
        table.startsWith('reaction') ? '👍' : null,
        chosen.map((r) => r.conversation),
        chosen.map((r) => r.seq),
        chosen.map((r) => (table.startsWith('reaction') ? r.sender : me)),
      ],
    );
  }
}

/** Messages in order of time, so that conversations lie mixed on the pages of the database as they do in life. */
async function putTalk(platform: Platform, plan: ArchivePlan, ids: string[], users: string[]): Promise<void> {
  const newest = new Array<number>(ids.length).fill(0);
  let rows: Row[] = [];
  const put = async (): Promise<void> => {
    const some = rows;
    rows = [];
    await platform.db.transaction((tx) => putMessages(tx, some, users[0]!));
  };
  for (const { conversation, sender, at, ...message } of plan.messages()) {
    const seq = ++newest[conversation]!;
    rows.push({
      ...message,
      conversation: ids[conversation]!,
      seq,
      ev: seq,
      sender: users[sender]!,
      at: new Date(at).toISOString(),
    });
    if (rows.length === atOnce) await put();
  }
  if (rows.length > 0) await put();
  await platform.db.transaction(async (tx) => {
    await tx.rows(
      `update stream s set ev = u.n, seq = u.n, last_tx = pg_current_xact_id() from unnest($1::uuid[], $2::bigint[]) as u (id, n) where s.id = u.id`,
      [ids, newest],
    );
    await tx.rows(
      `update membership m set read_seq = greatest(u.n - u.unread, 0) from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as u (id, n, unread)
       where m.conversation_id = u.id`,
      [ids, newest, ids.map((_, c) => plan.unread(c))],
    );
    // Whoever writes has read (SY8): above a pointer stands nothing of one's own. Person 0, whose list is opened, has seen to it.
    await tx.rows(
      `update message x set sender = o.user_id from membership m
       cross join lateral (select user_id from membership where conversation_id = m.conversation_id and user_id <> m.user_id limit 1) o
       where m.user_id = $1 and x.conversation_id = m.conversation_id and x.seq > m.read_seq and x.sender = m.user_id`,
      [users[0]],
    );
    // Notices and previews are for what is said now; search reads everything.
    await tx.rows(
      `insert into log_reader_stream (reader, stream_id, ev) select r.name, s.id, s.ev from stream s cross join (values ('notify'), ('link-previews')) as r (name)
       where s.kind = 'conversation'`,
    );
  });
}

async function fill(question: ArchiveQuestion): Promise<ArchiveFacts> {
  const begun = performance.now();
  const config = readConfig({ RAPPORT_DATA: question.dataDir });
  const options = { config, databaseUrl: question.url, logger: createLogger('error') };
  const quiet = await createHouse({ ...options, background: false });
  const { platform } = quiet;
  const people = await seedPeople(platform, question.size.people);
  const plan = planArchive(question.size, question.until);
  const ids = plan.conversations.map(() => newId());
  await platform.db.transaction((tx) => putConversations(tx, plan, ids, people.users));
  await putTalk(platform, plan, ids, people.users);
  await platform.db.rows('vacuum analyze');
  await quiet.stop();
  const filled = performance.now();
  // A house with its readers: search takes in what was said.
  house = await createHouse(options);
  await searchCaughtUp(house.platform);
  await house.platform.db.rows('vacuum analyze');
  return { ...people, filled: (filled - begun) / 1_000, indexed: (performance.now() - filled) / 1_000 };
}

serveQuestions(fill, async () => house?.stop());
