import { createPlatform, createUser } from '@rapport/modules';
import { createLogger, newId, newSecret, readConfig, secretHash, type Tx } from '@rapport/platform';
import type { Seeded } from './seed.ts';

/** Many people, each in a number of groups of equal size. */
export interface CrowdPlan {
  people: number;
  /** Conversations of each person. */
  each: number;
  /** People of each conversation. */
  size: number;
}

export interface Crowd extends Seeded {
  /** Ids of the conversations, and who is in them by number of person. */
  conversations: string[];
  members: number[][];
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Cuts all people into groups again and again, each time in another order. */
function groupsOf({ people, each, size }: CrowdPlan): number[][] {
  const groups: number[][] = [];
  for (let step = 1, cuts = 0; cuts < each; step++) {
    // Steps that share a divisor with the number of people would leave some out.
    if (divisor(people, step) !== 1) continue;
    for (let first = 0; first < people; first += size)
      groups.push(Array.from({ length: Math.min(size, people - first) }, (_, i) => ((first + i) * step) % people));
    cuts++;
  }
  return groups;
}

/** Copies of one member; ten thousand sign-ups one after the other would take minutes. */
async function putPeople(tx: Tx, users: readonly string[], secrets: readonly string[]): Promise<void> {
  const numbers = users.map((_, i) => i);
  await tx.rows(
    `insert into user_account (id, kind, role, name, name_keys, sort_key, heading, email, language, created_at)
     select u.id, t.kind, t.role, 'Person ' || u.n, t.name_keys, t.sort_key, t.heading, 'person-' || u.n || '@bench.test', t.language, now()
     from unnest($1::uuid[], $2::int[]) as u (id, n), user_account t where t.id = $3 and u.n > 1`,
    [users, numbers, users[1]],
  );
  await tx.rows(
    `insert into access_token (id, user_id, secret_hash, name, hint, created_at)
     select * , 'bench', 'rpt_', now() from unnest($1::uuid[], $2::uuid[], $3::bytea[])`,
    [users.map(() => newId()), users, secrets.map(secretHash)],
  );
}

async function putConversations(
  tx: Tx,
  ids: readonly string[],
  groups: readonly number[][],
  users: readonly string[],
): Promise<void> {
  await tx.rows(`insert into stream (id, kind) select unnest($1::uuid[]), 'conversation'`, [ids]);
  await tx.rows(
    `insert into conversation (id, kind, name, member_count, created_by)
     select u.id, 'group', 'Group ' || u.n, u.members, u.maker from unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[]) as u (id, n, members, maker)`,
    [ids, ids.map((_, n) => n), groups.map((g) => g.length), groups.map((g) => users[g[0]!])],
  );
  await tx.rows(
    `insert into membership (conversation_id, user_id, role) select u.c, u.p, case when u.first then 'owner' else 'member' end
     from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as u (c, p, first)`,
    [
      groups.flatMap((g, i) => g.map(() => ids[i])),
      groups.flatMap((g) => g.map((p) => users[p])),
      groups.flatMap((g) => g.map((_, place) => place === 0)),
    ],
  );
}

/** Fills an empty house with a crowd. */
export async function seedCrowd(dataDir: string, databaseUrl: string, plan: CrowdPlan): Promise<Crowd> {
  const config = readConfig({ RAPPORT_DATA: dataDir });
  const platform = createPlatform({ config, databaseUrl, logger: createLogger('error'), poolSize: 2 });
  try {
    const users = Array.from({ length: plan.people }, () => newId());
    for (const [i, role] of (['owner', 'member'] as const).entries())
      users[i] = await createUser(platform, {
        email: `person-${i}@bench.test`,
        name: `Person ${i}`,
        role,
        organizationName: 'Bench',
      });
    const tokens = users.map(() => newSecret('rpt'));
    const members = groupsOf(plan);
    const conversations = members.map(() => newId());
    await platform.db.transaction(async (tx) => {
      await putPeople(tx, users, tokens);
      await putConversations(tx, conversations, members, users);
    });
    await platform.db.rows('vacuum analyze');
    return { users, tokens, conversations, members };
  } finally {
    await platform.db.close();
  }
}
