import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Output } from '@rapport/contract';
import { createHouse } from '@rapport/modules';
import { readConfig } from '@rapport/platform';
import { startPostgres } from '@rapport/platform/postgres';
import { seedHouse, seedOwner, seedPassword } from './seed/seed-house.ts';

/** The seeded house: `npm run dev`. Its data live apart from a real installation's. */
async function run(): Promise<void> {
  const config = readConfig({ RAPPORT_DATA: join('var', 'dev'), RAPPORT_RATE_FACTOR: '100', ...process.env });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const database = await startPostgres({ dataDir: join(config.dataDir, 'postgres'), bin: config.pgBin, progress: say });
  const webRoot = resolve('apps/web/dist');
  const house = await createHouse({
    config,
    databaseUrl: database.url,
    checkAnswers: true,
    ...(existsSync(webRoot) ? { webRoot } : {}),
    widgetRoot: resolve('apps/widget/dist'),
  });
  const port = await house.listen();
  const state = (await (await fetch(`http://127.0.0.1:${port}/api/v1/people.setUpState`)).json()) as Output<'people.setUpState'>;
  if (state.needed) {
    say('Seeding people and conversations …');
    await seedHouse(house, `http://127.0.0.1:${port}`);
  }
  say(
    `The seeded house is at http://localhost:${port}. Sign in as ${seedOwner.email} (or lin@, anna@, dora@rapport.test) with ${seedPassword}`,
  );
  // Ctrl-C reaches every process of the terminal, and those above pass it on: it comes more than once.
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await house.stop();
    await database.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}

await run();
