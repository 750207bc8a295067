import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHouse, setUpLink } from '@rapport/modules';
import { readConfig } from '@rapport/platform';
import { openDatabase } from './open-database.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Config → compose → listen; nothing else. */
async function main(): Promise<void> {
  const config = readConfig();
  const database = await openDatabase(config, say);
  const webRoot = fileURLToPath(new URL('../../web/dist', import.meta.url));
  const house = await createHouse({
    config,
    databaseUrl: database.url,
    progress: say,
    ...(existsSync(webRoot) ? { webRoot } : {}),
  }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  const port = await house.listen();
  if (config.port === 0) config.url = `http://localhost:${port}`;
  say(`Rapport is ready at ${config.url}`);
  const link = await setUpLink(house.platform);
  if (link) say(`Set it up with this link, which works once: ${link}`);

  let stopping: Promise<void> | undefined;
  const stop = (code: number, why: string): void => {
    stopping ??= (async () => {
      say(`Stopping (${why}) …`);
      // Whatever hangs must not keep the database from being stopped in order.
      await Promise.race([house.stop(), new Promise((resolve) => setTimeout(resolve, 15_000))]);
      await database.stop();
      process.exit(code);
    })();
  };
  process.on('SIGTERM', () => stop(0, 'SIGTERM'));
  process.on('SIGINT', () => stop(0, 'SIGINT'));
  void database.ended.then(() => stop(1, 'the database ended'));
}

main().catch((error: Error) => {
  process.stderr.write(`Rapport did not start: ${error.message}\n`);
  process.exitCode = 1;
});
