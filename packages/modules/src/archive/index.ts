import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { expire } from './decide.ts';
import { routes } from './routes.ts';
import { serveFiles } from './serve-file.ts';

/** Looking into what others said: with leave, for a purpose, within bounds, for a time, and recorded. */
export const archiveRoom: Room<Actor> = {
  name: 'archive',
  routes,
  http: serveFiles,
  async start(platform) {
    platform.jobs.every('* * * * *', 'archive.expire', () => expire(platform));
    return undefined;
  },
};
