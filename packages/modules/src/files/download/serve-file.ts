import { Readable } from 'node:stream';
import { Fault, previewSizes } from '@rapport/contract';
import {
  type Authenticate,
  credentialsOf,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  isId,
  newId,
  type Platform,
} from '@rapport/platform';
import type { Actor } from '../../people/index.ts';
import { openBytes } from '../bytes/stored-bytes.ts';
import { noFile, requireFile } from '../guard.ts';
import { pdfBlob } from '../office/pdf-reader.ts';
import { type ByteRange, contentPolicy, dispositionOf, mayShowInline, rangesOf, sentType } from '../policy.ts';
import { blobById, previewBlob } from '../reader.ts';
import type { BlobRow, FileRow } from '../rows.ts';

interface Params {
  id: string;
  name?: string;
  size?: string;
}

/** Several ranges in one answer (RFC 9110 §14.6). */
async function* multipart(
  platform: Platform,
  blob: BlobRow,
  type: string,
  boundary: string,
  ranges: ByteRange[],
): AsyncGenerator<Buffer> {
  for (const { start, end } of ranges) {
    yield Buffer.from(`--${boundary}\r\nContent-Type: ${type}\r\nContent-Range: bytes ${start}-${end - 1}/${blob.size}\r\n\r\n`);
    yield* (await openBytes(platform, blob, start, end)) as AsyncIterable<Buffer>;
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}

const tagsOf = (header: string | undefined): string[] => (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/** Headers of every answer with bytes: nobody else's cache, no guessing of types, no power in a browser (FI7). */
function frame(reply: FastifyReply, blob: BlobRow, type: string): string {
  const etag = `"${blob.id}"`;
  reply
    .header('etag', etag)
    .header('cache-control', 'private, max-age=86400')
    .header('vary', 'Cookie, Authorization')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', contentPolicy(type))
    .header('cross-origin-resource-policy', 'same-origin')
    .header('accept-ranges', 'bytes');
  return etag;
}

async function sendBytes(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  blob: BlobRow,
  type: string,
): Promise<FastifyReply> {
  const etag = frame(reply, blob, type.split(';')[0]!);
  const known = tagsOf(request.headers['if-none-match']);
  if (known.includes(etag) || known.includes('*')) return reply.status(304).send();
  const given = request.headers['if-range'];
  const ranges = given === undefined || given === etag ? rangesOf(request.headers.range, blob.size) : undefined;
  const whole = request.method === 'HEAD' || ranges === undefined;
  if (whole) {
    reply.type(type).header('content-length', blob.size);
    // An empty stream: the length of an empty text would be written over the file's.
    return reply.send(request.method === 'HEAD' ? Readable.from([]) : await openBytes(platform, blob));
  }
  if (ranges.length === 0) {
    return reply.status(416).header('content-range', `bytes */${blob.size}`).header('content-length', 0).send('');
  }
  if (ranges.length > 1) {
    const boundary = newId();
    reply.status(206).type(`multipart/byteranges; boundary=${boundary}`);
    return reply.send(Readable.from(multipart(platform, blob, type, boundary, ranges), { objectMode: false }));
  }
  const { start, end } = ranges[0]!;
  reply
    .status(206)
    .type(type)
    .header('content-range', `bytes ${start}-${end - 1}/${blob.size}`)
    .header('content-length', end - start);
  return reply.send(await openBytes(platform, blob, start, end));
}

/** `GET /api/files/<id>/<name>`, `…/<id>/preview/<size>` and `…/<id>/preview/pdf`. The name in the address is for people only. */
export function serveDownloads(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  async function fileAsked(request: FastifyRequest): Promise<FileRow> {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    if (!actor) throw new Fault('not-signed-in');
    const { id } = request.params as Params;
    if (!isId(id)) throw noFile();
    return requireFile(platform, actor, id, 'see');
  }

  app.get('/api/files/:id/:name', async (request, reply) => {
    const file = await fileAsked(request);
    const blob = await blobById(platform.db, file.blob);
    if (!blob) throw noFile();
    const save = (request.query as { download?: string }).download !== undefined || !mayShowInline(file.type);
    reply.header('content-disposition', dispositionOf(save ? 'attachment' : 'inline', file.name));
    return sendBytes(platform, request, reply, blob, sentType(file.type, file.charset));
  });

  app.get('/api/files/:id/preview/pdf', async (request, reply) => {
    const file = await fileAsked(request);
    const blob = await pdfBlob(platform.db, file.id);
    if (!blob) throw noFile();
    reply.header('content-disposition', dispositionOf('inline', `${file.name}.pdf`));
    return sendBytes(platform, request, reply, blob, 'application/pdf');
  });

  app.get('/api/files/:id/preview/:size', async (request, reply) => {
    const file = await fileAsked(request);
    const size = Number((request.params as Params).size);
    // Small pictures have one preview, which then stands for both sizes.
    const stored = (previewSizes as readonly number[]).includes(size) ? file.previews.filter((s) => s <= size).at(-1) : undefined;
    const blob = stored === undefined ? undefined : await previewBlob(platform.db, file.id, stored);
    if (!blob) throw noFile();
    reply.header('content-disposition', dispositionOf('inline', `${file.name}.webp`));
    return sendBytes(platform, request, reply, blob, 'image/webp');
  });
}
