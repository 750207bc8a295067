import { Readable } from 'node:stream';
import { Fault } from '@rapport/contract';
import { canonicalJson } from '@rapport/ledger';
import { type Authenticate, credentialsOf, type FastifyInstance, isId, type Platform, RateLimiter } from '@rapport/platform';
import { type Actor, audit } from '../../access/index.ts';
import { openKept } from '../../files/index.ts';
import { recordOwn } from '../own-events.ts';
import { mayExport, requireExporter } from './create-export.ts';
import { lockExport } from './export-writer.ts';
import { requireExport } from './list-exports.ts';
import type { ExportRow } from './rows.ts';

/** One range, so that a broken download goes on (RFC 9110 §14.2); undefined: all of it. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  const end = last ? Math.min(Number(last) + 1, size) : size;
  return start < end ? { start, end } : undefined;
}

/** What a browser saves it as. */
const fileName = ({ id, format }: Pick<ExportRow, 'id' | 'format'>): string =>
  `${format === 'bundle' ? 'evidence' : `export-${format}`}-${id}.zip`;

/** RE12 Every taking is an event of the ledger before a byte of it goes out: where it cannot be one, or it was ended meanwhile, nothing does. */
async function noteTaken(
  platform: Platform,
  actor: Actor,
  { id, digest, inspection }: ExportRow,
  from: number,
  ip: string,
): Promise<void> {
  const at = platform.clock.now();
  const detail = { export: id, digest: digest ?? undefined, inspection: inspection ?? undefined, from };
  let ended = false;
  try {
    await platform.db.transaction(async (tx) => {
      ended = (await lockExport(tx, id)) !== 'done';
      if (ended) return;
      await recordOwn(platform, tx, {
        type: 'archive.taken',
        part: 'view',
        content: canonicalJson({ ...detail, by: actor.user, at }),
      });
      await audit(tx, { at, actor: actor.user, act: 'export.taken', subjectKind: 'export', subject: id, detail, from: ip });
    });
  } catch (error) {
    platform.logger.error({ err: error, export: id }, 'the taking of an export could not be recorded');
    throw new Fault('unavailable');
  }
  if (ended) throw new Fault('not-found', { what: 'export' });
}

/** `GET /api/exports/<id>/bundle.zip`, for its maker, while they may still export what is in it. */
export function serveExports(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  // The calls' budget does not see these requests, and each is a leaf of the ledger.
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);
  app.get('/api/exports/:id/bundle.zip', async (request, reply) => {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    if (!actor) throw new Fault('not-signed-in');
    const budget = limiter.take(actor.user, 'heavy');
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
    const { id } = request.params as { id: string };
    if (!isId(id)) throw new Fault('not-found', { what: 'export' });
    const row = await requireExport(platform, actor, id);
    if (row.inspection === null) requireExporter(actor, row.conversations);
    if (!row.blob || !mayExport(actor, row, platform.clock.now())) throw new Fault('not-found', { what: 'export' });
    const range = rangeOf(request.headers.range, row.bytes);
    const { start, end } = range ?? { start: 0, end: row.bytes };
    // Whoever asks for the headers alone opens nothing that nobody would close.
    if (request.method !== 'HEAD') await noteTaken(platform, actor, row, start, request.ip);
    const bytes = request.method === 'HEAD' ? Readable.from([]) : (await openKept(platform, row.blob, range))?.bytes;
    if (!bytes) throw new Fault('not-found', { what: 'export' });
    if (range) reply.status(206).header('content-range', `bytes ${start}-${end - 1}/${row.bytes}`);
    reply
      .type('application/zip')
      .header('accept-ranges', 'bytes')
      .header('content-length', end - start)
      .header('content-disposition', `attachment; filename="${fileName(row)}"`)
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cross-origin-resource-policy', 'same-origin');
    return reply.send(bytes);
  });
}
