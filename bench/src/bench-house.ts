import { createDb, createLogger, type Db } from '@rapport/platform';
import { type ServerChild, startServer } from './child.ts';
import { type Ground, openGround, serverEnv } from './ground.ts';
import type { SuiteRun } from './suite.ts';

/** A database and the product's server on it, both ours alone. */
export interface BenchHouse extends Ground {
  db: Db;
  server: ServerChild;
  /** Begins the server again, at the port it had, after it was stopped or killed. */
  restart(): Promise<void>;
  /** Begins one more server on the same database. */
  another(): Promise<ServerChild>;
  /** Pids of other servers that we run, each with children. */
  families: number[];
}

/** Builds it under a temporary folder. Whatever was started is stopped when this fails. */
export async function openBenchHouse(run: SuiteRun): Promise<BenchHouse> {
  const { options, stops } = run;
  const ground = await openGround(run);
  const serve = async (port: number): Promise<ServerChild> => {
    const { fromSource, profile } = options;
    const server = await startServer({ fromSource, profile, env: serverEnv(ground, port) });
    stops.push(() => server.stop());
    return server;
  };
  const server = await serve(0);
  const db = createDb({ url: ground.databaseUrl, max: 2, logger: createLogger('error') });
  stops.push(() => db.close());
  const house: BenchHouse = {
    ...ground,
    db,
    server,
    restart: async () => {
      house.server = await serve(house.server.port);
    },
    another: async () => {
      const more = await serve(0);
      house.families.push(more.pid);
      return more;
    },
    families: [],
  };
  return house;
}
