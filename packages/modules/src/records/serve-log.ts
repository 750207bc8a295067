import { Fault } from '@rapport/contract';
import { bundlePath, parsePath, tilePath } from '@rapport/ledger';
import { type Authenticate, credentialsOf, type FastifyInstance, type FastifyRequest, type Platform } from '@rapport/platform';
import { type Actor, requirePermission } from '../people/index.ts';
import { keeperOf } from './keeper.ts';
import { publishedCheckpoint } from './reader.ts';
import type { CheckpointRow } from './rows.ts';

const nothing = () => new Fault('not-found', { what: 'record' });

/**
 * `GET /api/records/log/<epoch>/checkpoint`, `…/tile/<L>/<N>` and `…/tile/entries/<N>` (C2SP tlog-tiles). Whoever is signed in reads checkpoint and
 * hashes; entries tell of all conversations when something happened and what kind of thing, so they are for auditors.
 */
export function serveLog(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  async function asked(request: FastifyRequest): Promise<{ actor: Actor; checkpoint: CheckpointRow }> {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    if (!actor) throw new Fault('not-signed-in');
    const { epoch } = request.params as { epoch: string };
    if (!/^[1-9]\d{0,8}$/.test(epoch)) throw nothing();
    const checkpoint = await publishedCheckpoint(platform.db, Number(epoch));
    if (!checkpoint) throw nothing();
    return { actor, checkpoint };
  }

  app.get('/api/records/log/:epoch/checkpoint', async (request, reply) => {
    const { checkpoint } = await asked(request);
    return reply.header('cache-control', 'private, no-cache').type('text/plain; charset=utf-8').send(checkpoint.note);
  });

  app.get('/api/records/log/:epoch/tile/*', async (request, reply) => {
    const { actor, checkpoint } = await asked(request);
    const tile = parsePath(`tile/${(request.params as { '*': string })['*']}`);
    if (!tile) throw nothing();
    const level = tile.level ?? 0;
    if (tile.level === undefined) requirePermission(actor, 'audit.read');
    // What lies there and is not signed yet is nobody's business.
    if ((tile.index * 256 + tile.width) * 256 ** level > checkpoint.size) throw nothing();
    const path = tile.level === undefined ? bundlePath(tile) : tilePath({ ...tile, level });
    const bytes = await platform.keep(keeperOf).folder.read(checkpoint.epoch, path);
    if (!bytes) throw nothing();
    return reply.header('cache-control', 'private, max-age=31536000, immutable').type('application/octet-stream').send(bytes);
  });
}
