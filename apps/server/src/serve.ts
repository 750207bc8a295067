import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createHouse, type House, setUpLink } from '@rapport/modules';
import { type Config, HalfRestoredError, isHalfRestored, listenProblem, readConfig, readSettings } from '@rapport/platform';
import { lockFolder } from '@rapport/platform/postgres';
import { bringUpToDate } from './bring-up-to-date.ts';
import { type OpenDatabase, openDatabase } from './open-database.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Whatever hangs must not keep the database from being stopped in order. */
const drainMs = 15_000;

interface Running {
  house: House;
  database: OpenDatabase;
  port: number;
  /** Drains and stops everything, the database last. */
  stop(): Promise<void>;
}

/** What listening failed for, with its cure. */
function portProblem({ port, host }: Config, problem: string): Error {
  if (problem === 'EADDRINUSE')
    return new Error(`Port ${port} is used by another program. Stop it, or choose another port with PORT.`);
  return new Error(`Port ${port} on ${host} cannot be used (${problem}). Set PORT and HOST to what this account may use.`);
}

/** Before anything is begun: who cannot listen has not fetched mail and opened no log by then. */
async function tryPort(config: Config): Promise<void> {
  const problem = config.port === 0 ? undefined : await listenProblem(config.port, config.host);
  if (problem !== undefined) throw portProblem(config, problem);
}

async function start(config: Config): Promise<Running> {
  await mkdir(config.dataDir, { recursive: true });
  // With a database of its own as with a given one: two servers in one folder would use one another's uploads and files.
  const lock = await lockFolder(config.dataDir);
  const undo: (() => Promise<unknown>)[] = [() => lock.release()];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await tryPort(config);
    const database = await openDatabase(config, say, true);
    undo.push(() => database.stop());
    await bringUpToDate(config, database.url, say);
    const webRoot = fileURLToPath(new URL('../../web/dist', import.meta.url));
    const widgetRoot = fileURLToPath(new URL('../../widget/dist', import.meta.url));
    const house = await createHouse({
      config,
      databaseUrl: database.url,
      progress: say,
      ...(existsSync(webRoot) ? { webRoot } : {}),
      widgetRoot,
    });
    undo.push(() => Promise.race([house.stop(), new Promise((resolve) => setTimeout(resolve, drainMs).unref())]));
    const port = await house
      .listen()
      .catch(({ code, message }: NodeJS.ErrnoException) => Promise.reject(portProblem(config, code ?? message)));
    return { house, database, port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function stopWhenTold({ house, database, stop }: Running): void {
  let told = false;
  const end = async (code: number, why: string): Promise<void> => {
    if (told) return;
    told = true;
    say(`Stopping (${why}) …`);
    const problem = await stop().catch((error: Error) => error);
    if (problem) process.stderr.write(`Rapport did not stop in order: ${problem.message}\n`);
    process.exit(problem ? 1 : code);
  };
  process.on('SIGTERM', () => void end(0, 'SIGTERM'));
  process.on('SIGINT', () => void end(0, 'SIGINT'));
  void database.ended.then(() => end(1, 'the database ended'));
  // Whoever runs the server starts it again; it then opens a new epoch, and clients begin anew with it.
  void house.epochEnded.then(() => end(1, 'the database is another one: restored, or failed over'));
}

/** Config → compose → listen; serves until a signal ends the process. Throws when it cannot start. */
export async function serve(): Promise<void> {
  // Looked at first: reading the whole configuration makes a key where none is yet.
  const { dataDir } = readSettings();
  if (isHalfRestored(dataDir)) throw new HalfRestoredError(dataDir);
  const config = readConfig();
  const running = await start(config);
  stopWhenTold(running);
  if (config.port === 0) config.url = `http://localhost:${running.port}`;
  say(`Rapport is ready at ${config.url}`);
  const link = await setUpLink(running.house.platform);
  if (link) say(`Set it up with this link, which works once: ${link}`);
}
