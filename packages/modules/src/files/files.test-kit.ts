import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import { Fault, permissions, problemOf } from '@rapport/contract';
import {
  createBlobs,
  createDb,
  createJobs,
  createLocalBus,
  createLog,
  createLogger,
  createMailer,
  createMetrics,
  createVault,
  type FastifyInstance,
  keeper,
  manualClock,
  migrate,
  newBytes,
  newId,
  type Platform,
  readConfig,
  sendProblem,
} from '@rapport/platform';
import fastify from 'fastify';
import pg from 'pg';
import { inject } from 'vitest';
import { order } from '../order.ts';
import { type Actor, createUsers, ensureOrganization } from '../people/index.ts';
import { filesRoom } from './index.ts';

/** This room on a real database and a real folder, with people in it, and a store that can be told to fail. */
export interface FilesHouse {
  platform: Platform;
  clock: ReturnType<typeof manualClock>;
  app: FastifyInstance;
  /** Base address, with a port. */
  url: string;
  dataDir: string;
  person(name: string, more?: Partial<Actor>): Promise<Actor>;
  close(): Promise<void>;
}

async function ownDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = new pg.Client({ connectionString: inject('testPostgres') });
  await admin.connect();
  const name = `files_${newBytes(6).toString('hex')}`;
  await admin.query(`create database ${name}`);
  const url = new URL(inject('testPostgres'));
  url.pathname = `/${name}`;
  const drop = async (): Promise<void> => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  };
  return { url: url.href, drop };
}

async function listening(platform: Platform, actors: Map<string, Actor>): Promise<{ app: FastifyInstance; url: string }> {
  const app = fastify({ logger: false, forceCloseConnections: true });
  await app.register(cookie);
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Fault) return sendProblem(reply, problemOf(error.code, error.params, 'en'));
    return sendProblem(reply, problemOf('internal', { reference: String((error as Error).stack) }, 'en'));
  });
  await filesRoom.http?.(app, platform, async ({ bearer, cookie: secret }) => actors.get(bearer ?? secret ?? ''));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { app, url };
}

export async function filesHouse(): Promise<FilesHouse> {
  const database = await ownDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-files-'));
  const clock = manualClock(Date.UTC(2026, 4, 5, 6, 7, 8));
  const logger = createLogger('silent');
  const config = { ...readConfig({ RAPPORT_DATA: dataDir, PORT: '0' }), rateFactor: 1000 };
  const db = createDb({ url: database.url, logger, max: 6 });
  const bus = createLocalBus((error) => {
    throw error;
  });
  const platform: Platform = {
    config,
    db,
    bus,
    logger,
    clock,
    log: createLog(bus),
    jobs: createJobs({ db, logger }),
    blobs: createBlobs(config),
    vault: createVault(config.masterKey),
    mailer: createMailer(config),
    metrics: createMetrics(),
    node: newId(),
    keep: keeper(() => platform),
  };
  const earlier = order.slice(0, order.indexOf('files') + 1);
  await migrate(db, [
    { owner: 'platform', folder: fileURLToPath(import.meta.resolve('@rapport/platform/migrations')) },
    ...earlier.map((owner) => ({ owner, folder: join(import.meta.dirname, '..', owner, 'migrations') })),
  ]);
  await platform.jobs.migrate();
  await db.transaction((tx) => ensureOrganization(tx, platform, { name: 'Test', language: 'en' }));
  const actors = new Map<string, Actor>();
  const { app, url } = await listening(platform, actors);
  return {
    platform,
    clock,
    app,
    url,
    dataDir,
    async person(name, more = {}) {
      const [user] = await db.transaction((tx) => createUsers(tx, platform, null, [{ name, role: 'member' }]));
      const actor = {
        user: user!,
        session: newId(),
        language: 'en' as const,
        name,
        kind: 'member' as const,
        permissions: new Set<string>(permissions),
        scoped: [],
        departments: [],
        roles: ['member'],
        ...more,
      } as Actor;
      actors.set(actor.session, actor);
      return actor;
    },
    async close() {
      await app.close();
      await db.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Speaks tus by hand, so that tests can break it at every step. */
export function tusClient(house: FilesHouse, actor: Actor) {
  const headers = { authorization: `Bearer ${actor.session}`, 'tus-resumable': '1.0.0' };
  return {
    create: (name: string, size: number | string, more: Record<string, string> = {}) =>
      fetch(`${house.url}/api/files/upload`, {
        method: 'POST',
        headers: { ...headers, 'upload-length': String(size), 'upload-metadata': `filename ${base64(name)}`, ...more },
      }),
    patch: (id: string, offset: number, bytes: Uint8Array, more: Record<string, string> = {}) =>
      fetch(`${house.url}/api/files/upload/${id}`, {
        method: 'PATCH',
        headers: { ...headers, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...more },
        body: Buffer.from(bytes),
      }),
    head: (id: string) => fetch(`${house.url}/api/files/upload/${id}`, { method: 'HEAD', headers }),
    remove: (id: string) => fetch(`${house.url}/api/files/upload/${id}`, { method: 'DELETE', headers }),
  };
}

export const uploadId = (response: Response): string => response.headers.get('location')?.split('/').at(-1) ?? '';

/** Uploads a whole file; answers its id. */
export async function upload(house: FilesHouse, actor: Actor, name: string, bytes: Buffer, kind?: 'voice'): Promise<string> {
  const client = tusClient(house, actor);
  const metadata = `filename ${base64(name)}${kind ? `,kind ${base64(kind)}` : ''}`;
  const made = await client.create(name, bytes.length, { 'upload-metadata': metadata });
  if (made.status !== 201) throw new Error(`${made.status} ${await made.text()}`);
  const id = uploadId(made);
  if (bytes.length === 0) return id;
  const sent = await client.patch(id, 0, Buffer.from(bytes));
  if (sent.status !== 204) throw new Error(`${sent.status} ${await sent.text()}`);
  return id;
}

export const download = (
  house: FilesHouse,
  actor: Actor | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${house.url}/api/files/${path}`, {
    headers: { ...(actor ? { authorization: `Bearer ${actor.session}` } : {}), ...headers },
  });
