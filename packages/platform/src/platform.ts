import type { Blobs } from './blobs/blobs.ts';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Db } from './db.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log/append.ts';
import type { Logger } from './logger.ts';
import type { Mailer } from './mailer.ts';
import type { Metrics } from './metrics.ts';
import type { Nodes } from './nodes/nodes.ts';
import type { Tracer } from './trace/tracer.ts';
import type { Trust } from './trust.ts';
import type { Vault } from './vault.ts';

/** The ground floor as rooms see it. It knows no business noun. */
export interface Platform {
  config: Config;
  db: Db;
  log: Log;
  bus: Bus;
  clock: Clock;
  jobs: Jobs;
  blobs: Blobs;
  vault: Vault;
  mailer: Mailer;
  logger: Logger;
  metrics: Metrics;
  tracer: Tracer;
  /** Name of this node, new at every start. */
  node: string;
  /** This server process among the others of the house. */
  nodes: Nodes;
  /** Whether what is kept in memory, read at a time, may still be believed: every cache asks, since hints may be lost. */
  trusts: Trust;
  /**
   * Something a room keeps in memory for as long as the house stands (a cache, a batcher): made on first use, one per house.
   */
  keep<T>(make: (platform: Platform) => T): T;
}

/** A house has its own memory, so that two houses in one process (tests, benchmarks) do not share any. */
export function keeper(platform: () => Platform): Platform['keep'] {
  const kept = new Map<unknown, unknown>();
  return <T>(make: (p: Platform) => T): T => {
    if (!kept.has(make)) kept.set(make, make(platform()));
    return kept.get(make) as T;
  };
}
