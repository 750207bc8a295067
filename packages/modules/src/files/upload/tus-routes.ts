import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type ErrorCode, type ErrorParams, Fault, filePaths, type Language, problemOf } from '@rapport/contract';
import {
  type Authenticate,
  credentialsOf,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  isAllowedOrigin,
  isId,
  languageOf,
  newId,
  type Platform,
  RateLimiter,
  sendProblem,
} from '@rapport/platform';
import { Server } from '@tus/server';
import type { Actor } from '../../people/index.ts';
import { noFile } from '../guard.ts';
import { sizeText } from '../limits.ts';
import { filesById, limitsRow, uploadById } from '../reader.ts';
import { beginUpload } from './begin-upload.ts';
import { finishUpload } from './finish-upload.ts';
import { TusStore } from './tus-store.ts';
import { UploadLocks } from './upload-locks.ts';

/** Milliseconds that a request of an upload has to end when its client, back on another line, asks how far it has come. */
const goOnAfter = 1_000;

/** The tus server's own refusals in our words. */
function faultOf(status: number, text: string, maxBytes: number): { code: ErrorCode; params: ErrorParams } {
  if (status === 404 || status === 410) return { code: 'not-found', params: { what: 'file' } };
  if (status === 409) return { code: 'conflict', params: { reason: 'the upload is at another place' } };
  if (status === 413) return { code: 'too-large', params: { what: 'file', limit: sizeText(maxBytes) } };
  return { code: 'invalid-input', params: { field: 'upload', reason: text.trim().slice(0, 200) } };
}

interface Asked {
  actor: Actor;
  language: Language;
  /** What went wrong in one of our own steps. */
  failure?: unknown;
}

/** A tus 1.0 server over the house: its protocol from the library, everything that is ours from the actions. */
function tusServer(platform: Platform, asked: WeakMap<Request, Asked>): Server {
  const actorOf = (request: unknown): Asked => asked.get(request as Request)!;
  return new Server({
    path: filePaths.upload,
    datastore: new TusStore(platform),
    relativeLocation: true,
    allowedOrigins: () => false,
    namingFunction: () => newId(platform.clock.now()),
    disableTerminationForFinishedUploads: true,
    locker: new UploadLocks(),
    lockDrainTimeout: goOnAfter,
    async onIncomingRequest(request, id) {
      if ((request as Request).method === 'POST') return;
      if (!isId(id)) throw noFile();
      const owner = (await uploadById(platform.db, id))?.owner ?? (await filesById(platform.db, [id]))[0]?.owner;
      // An upload of somebody else is as good as none.
      if (owner !== actorOf(request).actor.user) throw noFile();
    },
    async onUploadCreate(request, upload) {
      if (upload.size === undefined || !Number.isSafeInteger(upload.size)) {
        throw new Fault('invalid-input', { field: 'Upload-Length', reason: 'a number of bytes' });
      }
      const { filename, kind } = upload.metadata ?? {};
      await beginUpload(platform, actorOf(request).actor, {
        id: upload.id,
        name: filename ?? '',
        voice: kind === 'voice',
        size: upload.size,
      });
      return {};
    },
    async onUploadFinish(_request, upload) {
      await finishUpload(platform, upload.id);
      return {};
    },
    onResponseError(request, error) {
      if (error instanceof Error) actorOf(request).failure = error;
      return undefined;
    },
  });
}

/** Hands the request to the tus server and its answer back, errors as problem details. */
export function serveUploads(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  const asked = new WeakMap<Request, Asked>();
  const server = tusServer(platform, asked);
  const origins = [platform.config.url, ...platform.config.origins];
  // The calls' budget does not see these requests; small uploads cost rows and files however little their bytes are.
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    const language = actor?.language ?? languageOf(request);
    const refuse = (code: ErrorCode, params: ErrorParams = {}) => {
      // The rest of a refused body is not waited for.
      reply.header('connection', 'close');
      return sendProblem(reply, problemOf(code, params, language));
    };
    if (!credentials.bearer && !isAllowedOrigin(request.headers, origins)) return refuse('origin-not-allowed');
    if (!actor) return refuse('not-signed-in');
    if (request.method === 'POST') {
      const budget = limiter.take(actor.user, 'command');
      if (!budget.allowed) return refuse('too-many-requests', { seconds: budget.reset });
    }
    // Its caller went away while we asked who it is: nobody hears the answer, and there is no body to read.
    if (request.raw.destroyed) return refuse('unavailable');
    const web = webRequestOf(request);
    const mine: Asked = { actor, language };
    asked.set(web, mine);
    const response = await server.handleWeb(web);
    if (mine.failure instanceof Fault) return refuse(mine.failure.code, mine.failure.params);
    // What of the protocol is not spoken here is the caller's to leave out.
    if (response.status >= 500 && response.status !== 501) throw mine.failure ?? new Error(`tus answered ${response.status}`);
    if (response.status >= 400) {
      const { maxBytes } = await limitsRow(platform.db);
      const { code, params } = faultOf(response.status, await response.text(), maxBytes);
      return refuse(code, params);
    }
    for (const [name, value] of response.headers) if (!name.startsWith('access-control-')) reply.header(name, value);
    return reply
      .status(response.status)
      .header('cache-control', 'no-store')
      .send(response.status === 204 ? undefined : '');
  }

  app.route({ method: ['POST', 'OPTIONS'], url: filePaths.upload, handler: answer });
  app.route({ method: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'], url: `${filePaths.upload}/:id`, handler: answer });
}

function webRequestOf(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(name, value);
  const hasBody = request.method === 'PATCH' || request.method === 'POST';
  return new Request(`http://localhost${request.url}`, {
    method: request.method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(request.raw) as ReadableStream, duplex: 'half' } : {}),
  } as RequestInit);
}
