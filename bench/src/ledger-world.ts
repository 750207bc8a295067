import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { type Child, startHouse } from './child.ts';
import { openGround, serverEnv } from './ground.ts';
import { percentile } from './latency.ts';
import { seedPeople } from './seed.ts';
import type { SuiteRun } from './suite.ts';
import type { SwitchQuestion } from './switch-process.ts';
import { callerOf, type Standing } from './world.ts';

/** A world whose ledger can be switched off. */
export interface LedgerWorld extends Standing {
  house: Child;
}

const longest = 300_000;

export async function openLedgerWorld(run: SuiteRun, people: number): Promise<LedgerWorld> {
  const { options, stops, say } = run;
  const ground = await openGround(run);
  const house = startHouse('switch-process.ts', { profile: options.profile, env: serverEnv(ground) });
  stops.push(() => house.stop());
  const port = await house.ask<number>({ do: 'open' } satisfies SwitchQuestion);
  const db = createDb({ url: ground.databaseUrl, max: 2, logger: createLogger('error') });
  stops.push(() => db.close());
  const seeded = await seedPeople(ground.dataDir, ground.databaseUrl, people);
  const load = ground.start('load-process.ts');
  await load.ask({ do: 'connect', port, path: '/api/v1/socket', tokens: seeded.tokens });
  say(`${people} people are connected (PostgreSQL ${ground.databaseVersion})`);
  const url = `http://127.0.0.1:${port}`;
  const server = { pid: house.pid, port, stop: () => house.stop(), kill: () => house.stop() };
  return { ...ground, ...seeded, db, house, load, server, families: [], url, call: callerOf(url, seeded.tokens) };
}

export const switchOff = (world: LedgerWorld): Promise<void> => world.house.ask({ do: 'off' } satisfies SwitchQuestion, longest);

/** Seconds until everything written meanwhile was in the tree, signed and shown. */
export const switchOn = (world: LedgerWorld): Promise<number> => world.house.ask({ do: 'on' } satisfies SwitchQuestion, longest);

export const leavesIn = async (db: Db): Promise<number> =>
  (await db.row<{ n: number }>('select size as n from ledger_head'))?.n ?? 0;

/** How far the tree had come, and when that was seen (Unix ms). */
interface Seen {
  size: number;
  at: number;
}

/** Looks at the tree until told to stop. */
export function watchTree(db: Db): { stop(): Promise<readonly Seen[]> } {
  const seen: Seen[] = [];
  let going = true;
  const work = (async () => {
    while (going) {
      const size = await leavesIn(db);
      if (size !== seen.at(-1)?.size) seen.push({ size, at: Date.now() });
      await sleep(5);
    }
  })();
  return {
    async stop() {
      going = false;
      await work;
      return seen;
    },
  };
}

/** Milliseconds that a message took from its commit into the tree, and into a checkpoint that is shown. */
export interface Lag {
  leaf: { p50: number; p99: number };
  checkpoint: { p50: number; p99: number };
  messages: number;
}

/** `from`: size of the tree before the first of them. */
export async function lagOf(db: Db, from: number, seen: readonly Seen[]): Promise<Lag> {
  const events = await db.rows<{ index: number; at: number }>(
    `select l.index, (extract(epoch from e.at) * 1000)::float8 as at from ledger_leaf l
     join ledger_head h on h.epoch = l.epoch join log e on e.stream_id = l.stream_id and e.ev = l.ev
     where l.index >= $1 and e.type = 'message.sent' order by l.index`,
    [from],
  );
  const shown = await db.rows<Seen>(
    `select c.size, (extract(epoch from c.published_at) * 1000)::float8 as at from ledger_checkpoint c
     join ledger_head h on h.epoch = c.epoch where c.published_at is not null order by c.size`,
  );
  const after = (steps: readonly Seen[]): { p50: number; p99: number } => {
    let place = 0;
    const lags: number[] = [];
    for (const { index, at } of events) {
      while (place < steps.length && steps[place]!.size <= index) place++;
      const step = steps[place];
      if (step) lags.push(step.at - at);
    }
    return { p50: Math.round(percentile(lags, 0.5)), p99: Math.round(percentile(lags, 0.99)) };
  };
  return { leaf: after(seen), checkpoint: after(shown), messages: events.length };
}

async function bytesUnder(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  return bytes;
}

/** Bytes of a leaf, with everything around it: rows and their indexes, tiles and their folders' files. */
export async function bytesALeaf({ db, dataDir }: LedgerWorld): Promise<{ database: number; tiles: number }> {
  const { bytes, leaves } = (await db.row<{ bytes: number; leaves: number }>(
    `select sum(pg_total_relation_size(t::regclass))::float8 as bytes, (select size from ledger_head) as leaves
     from unnest(array['ledger_leaf', 'ledger_stream', 'ledger_checkpoint', 'ledger_head', 'record_key', 'ledger_own']) as t`,
  ))!;
  const tiles = await bytesUnder(join(dataDir, 'ledger'));
  return { database: Math.round(bytes / leaves), tiles: Math.round(tiles / leaves) };
}
