import { Fault } from '@rapport/contract';
import { type Authenticate, credentialsOf, type FastifyInstance, isId, type Platform, RateLimiter } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { archivedMessage } from '../conversations/index.ts';
import { bytesOfFiles, fileDigests } from '../files/index.ts';
import { requireCovered } from './covers.ts';
import { look } from './look.ts';

const number = /^[1-9]\d{0,14}$/;
const noFile = (): Fault => new Fault('not-found', { what: 'file' });

interface Named {
  inspection: string;
  conversation: string;
  seq: string;
  file: string;
}

/** A name as a header can say it (RFC 6266, RFC 8187). */
const disposition = (name: string): string =>
  `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replaceAll("'", '%27')}`;

/** An attachment of a message that is covered, of its standing version or of one that was recalled; a look of its own. */
async function openAttached(platform: Platform, actor: Actor, { inspection, conversation, file, ...named }: Named) {
  const seq = Number(named.seq);
  return look(platform, actor, inspection, async ({ covered }) => {
    const { range } = await requireCovered(platform.db, covered, { conversation, seq });
    const message = await archivedMessage(platform.db, range, seq);
    const attachment = message?.attachments?.find((one) => one.file === file);
    if (!attachment) throw noFile();
    await fileDigests(platform, [file]);
    const bytes = (await bytesOfFiles(platform, [file])).get(file);
    if (!bytes) throw noFile();
    const detail = { conversation, seq, file, name: attachment.name };
    return { answer: { bytes, name: attachment.name }, kind: 'opened' as const, detail, results: 1 };
  });
}

/** `GET /api/archive/<inspection>/<conversation>/<seq>/<file>`: always to be saved, never shown by the browser. */
export function serveFiles(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  // The calls' budget does not see these requests, and each is a leaf of the ledger.
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);
  const path = '/api/archive/:inspection/:conversation/:seq/:file';
  app.get(path, { exposeHeadRoute: false }, async (request, reply) => {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    if (!actor) throw new Fault('not-signed-in');
    const budget = limiter.take(actor.user, 'heavy');
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
    const named = request.params as Named;
    if (![named.inspection, named.conversation, named.file].every(isId) || !number.test(named.seq)) throw noFile();
    const { bytes, name } = await openAttached(platform, actor, named);
    reply
      .type('application/octet-stream')
      .header('content-length', bytes.size)
      .header('content-disposition', disposition(name))
      .header('cache-control', 'private, no-store')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cross-origin-resource-policy', 'same-origin');
    return reply.send(await bytes.open());
  });
}
