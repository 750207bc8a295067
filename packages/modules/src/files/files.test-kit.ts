import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase, type PersonKind, seatPerson, setUpOrganization } from '@rapport/dev';
import { createLogger, manualClock, type Platform, readConfig } from '@rapport/platform';
import { authenticate } from '../access/index.ts';
import { createHouse } from '../house.ts';
import type { Actor } from '../people/index.ts';

/** Somebody as actions see them, with the token that requests carry. */
export type Person = Actor & { token: string };

/** A whole house without background work, whose clock the test holds. */
export interface FilesHouse {
  platform: Platform;
  clock: ReturnType<typeof manualClock>;
  url: string;
  dataDir: string;
  person(name: string, kind?: PersonKind): Promise<Person>;
  close(): Promise<void>;
}

export async function filesHouse(): Promise<FilesHouse> {
  const database = await cloneDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'rapport-files-'));
  const clock = manualClock(Date.UTC(2026, 4, 5, 6, 7, 8));
  const house = await createHouse({
    config: readConfig({ RAPPORT_DATA: dataDir, PORT: '0', HOST: '127.0.0.1', RAPPORT_RATE_FACTOR: '1000' }),
    databaseUrl: database.url,
    clock,
    logger: createLogger('silent'),
    checkAnswers: true,
    background: false,
    poolSize: 6,
  });
  const { platform } = house;
  const url = `http://127.0.0.1:${await house.listen()}`;
  await setUpOrganization(platform);
  return {
    platform,
    clock,
    url,
    dataDir,
    async person(name, kind = 'member') {
      const { token } = await seatPerson(platform, name, kind);
      const actor = await authenticate(platform)({ bearer: token, ip: '127.0.0.1', userAgent: 'test' });
      return { ...actor!, token };
    },
    async close() {
      await house.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

type Served = Pick<FilesHouse, 'url'>;
type Bearer = Pick<Person, 'token'>;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Speaks tus by hand, so that tests can break it at every step. */
export function tusClient(house: Served, actor: Bearer) {
  const headers = { authorization: `Bearer ${actor.token}`, 'tus-resumable': '1.0.0' };
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
export async function upload(house: Served, actor: Bearer, name: string, bytes: Buffer, kind?: 'voice'): Promise<string> {
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
  actor: Person | undefined,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${house.url}/api/files/${path}`, {
    headers: { ...(actor ? { authorization: `Bearer ${actor.token}` } : {}), ...headers },
  });
