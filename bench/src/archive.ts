import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationSources } from '@rapport/modules';
import { createDb, createLogger, type Db } from '@rapport/platform';
import { type ArchiveSize, planArchive, sizeOf } from './archive-plan.ts';
import type { ArchiveFacts, ArchiveQuestion } from './archive-process.ts';
import type { Words } from './archive-talk.ts';
import { type ServerChild, startChild, startServer } from './child.ts';
import { type Ground, openGround, serverEnv, startDatabase } from './ground.ts';
import type { SuiteRun } from './suite.ts';

/** A house with years of talk in it, and its server. Person 0 is in many conversations. */
export interface Archive extends ArchiveFacts, Ground {
  size: ArchiveSize;
  words: Words;
  url: string;
  db: Db;
  server: ServerChild;
  families: number[];
}

/** Messages of an archive unless told otherwise. */
const usual = 1_000_000;
const usualShort = 3_000;
/** Filling ten million takes about an hour and a half. */
const fillWithin = 4 * 3_600_000;
/** The newest message of every archive: 2026-11-01. */
const until = Date.UTC(2026, 10, 1);

/** What an archive depends on besides its size: another schema or plan needs another archive. */
async function mark(size: ArchiveSize): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(size));
  for (const { folder } of migrationSources())
    for (const name of (await readdir(folder).catch(() => [])).sort())
      hash.update(name).update(await readFile(join(folder, name)));
  for (const name of ['archive-plan.ts', 'archive-process.ts', 'archive-talk.ts'])
    hash.update(await readFile(new URL(name, import.meta.url)));
  return hash.digest('hex').slice(0, 12);
}

/** Fills a folder, without a sync until it is whole. */
async function fill(run: SuiteRun, dataDir: string, size: ArchiveSize): Promise<ArchiveFacts> {
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  run.say(`filling an archive of ${size.messages.toLocaleString('en')} messages under ${dataDir}`);
  const database = startChild('database-process.ts');
  const filler = startChild('archive-process.ts');
  run.stops.push(() => database.stop());
  run.stops.push(() => filler.stop());
  const { url } = await startDatabase(database, dataDir, false);
  const facts = await filler.ask<ArchiveFacts>({ url, dataDir, size, until } satisfies ArchiveQuestion, fillWithin);
  await filler.stop();
  await database.stop();
  await writeFile(join(dataDir, 'archive.json'), JSON.stringify(facts), { mode: 0o600 });
  run.say(`filled in ${Math.round(facts.filled)} s, read by search in ${Math.round(facts.indexed)} s`);
  return facts;
}

async function factsOf(dataDir: string): Promise<ArchiveFacts | undefined> {
  try {
    return JSON.parse(await readFile(join(dataDir, 'archive.json'), 'utf8')) as ArchiveFacts;
  } catch {
    return undefined;
  }
}

/** Opens an archive, filled once for each size under the temporary folder and kept there; short ones are made anew. */
export async function openArchive(run: SuiteRun): Promise<Archive> {
  const { options, stops } = run;
  const size = sizeOf(options.messages ?? (options.short ? usualShort : usual), options.short);
  const name = `rapport-bench-archive-${size.messages}-${await mark(size)}${options.short ? `-${process.pid}` : ''}`;
  const dataDir = join(tmpdir(), name);
  if (options.short) stops.push(() => rm(dataDir, { recursive: true, force: true }));
  const facts = (await factsOf(dataDir)) ?? (await fill(run, dataDir, size));
  const ground = await openGround(run, dataDir);
  const server = await startServer({ fromSource: options.fromSource, profile: options.profile, env: serverEnv(ground) });
  stops.push(() => server.stop());
  const db = createDb({ url: ground.databaseUrl, max: 2, logger: createLogger('error') });
  stops.push(() => db.close());
  return {
    ...ground,
    ...facts,
    size,
    words: planArchive(size, until).words,
    url: `http://127.0.0.1:${server.port}`,
    db,
    server,
    families: [],
  };
}
