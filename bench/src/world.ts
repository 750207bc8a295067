import { type BenchHouse, openBenchHouse } from './bench-house.ts';
import type { Child } from './child.ts';
import { type Seeded, seedPeople } from './seed.ts';
import type { SuiteRun } from './suite.ts';

/** A house with people in it, each with a token and a socket. */
export interface World extends Seeded, BenchHouse {
  url: string;
  /** The product's load, with a socket for every person. */
  load: Child;
  /** Calls a method as one of the people. */
  call<T>(person: number, method: string, input: object): Promise<T>;
}

/** A world whose servers are not begun again. */
export type Standing = Omit<World, 'restart' | 'another'>;

/** Calls methods over HTTP as people by number. */
export const callerOf =
  (url: string, tokens: readonly string[]) =>
  async <T>(person: number, method: string, input: object): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens[person]}` },
      body: JSON.stringify(input),
    });
    const body = (await response.json()) as T;
    if (!response.ok) throw new Error(`${method} was refused: ${JSON.stringify(body).slice(0, 500)}`);
    return body;
  };

/** Builds the world under a temporary folder. Whatever was started is stopped when this fails. */
export async function openWorld(run: SuiteRun, people: number): Promise<World> {
  const begun = performance.now();
  const house = await openBenchHouse(run);
  const seeded = await seedPeople(house.dataDir, house.databaseUrl, people);
  const url = `http://127.0.0.1:${house.server.port}`;
  const load = house.start('load-process.ts');
  await load.ask({ do: 'connect', port: house.server.port, path: '/api/v1/socket', tokens: seeded.tokens });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  run.say(`${people} people are connected (${seconds} s; PostgreSQL ${house.databaseVersion})`);
  return Object.assign(house, seeded, { url, load, call: callerOf(url, seeded.tokens) });
}
