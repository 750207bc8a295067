import { createPlatform, createTokenFor, createUser } from '@rapport/modules';
import { createLogger, readConfig } from '@rapport/platform';

/** People by number, each with a token. */
export interface Seeded {
  users: string[];
  tokens: string[];
}

/** Transactions under way at once while seeding. */
const atOnce = 6;

/** Makes people as the command line does, without passwords: hashing a thousand of them would take minutes. */
export async function seedPeople(dataDir: string, databaseUrl: string, count: number): Promise<Seeded> {
  const url = new URL(databaseUrl);
  // Only while seeding: what is measured commits durably.
  url.searchParams.set('options', '-c synchronous_commit=off');
  const config = readConfig({ RAPPORT_DATA: dataDir });
  const platform = createPlatform({ config, databaseUrl: url.toString(), logger: createLogger('error'), poolSize: atOnce });
  try {
    const users: string[] = [];
    const tokens: string[] = [];
    users[0] = await createUser(platform, {
      email: 'person-0@bench.test',
      name: 'Person 0',
      role: 'owner',
      organizationName: 'Bench',
    });
    let next = 1;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < count; i = next++) {
        users[i] = await createUser(platform, { email: `person-${i}@bench.test`, name: `Person ${i}`, role: 'member' });
        tokens[i] = (await createTokenFor(platform, { user: users[i]!, name: 'bench' })).secret;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    tokens[0] = (await createTokenFor(platform, { user: users[0], name: 'bench' })).secret;
    await platform.db.rows('analyze');
    return { users, tokens };
  } finally {
    await platform.db.close();
  }
}
