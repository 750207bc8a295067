import { Fault, VisitInput, type VisitorFile, type WidgetSettings, type WidgetSetup } from '@rapport/contract';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type GuestDoor,
  isId,
  networkOf,
  type Platform,
  RateLimiter,
} from '@rapport/platform';
import { seenHandleRow } from '../../contacts/index.ts';
import { customerConversation, fileShown } from '../../conversations/index.ts';
import { bytesOfFiles } from '../../files/index.ts';
import { works } from '../accounts/account.ts';
import type { At } from '../adapter.ts';
import { atNow } from '../at.ts';
import { mostFileBytes } from './settings.ts';
import { keepUpload } from './uploads.ts';
import { beginVisit, handleOf, tokenOf, type Visitor, visitorOf } from './visitor.ts';
import { VisitorLine } from './visitor-line.ts';
import type { WidgetFiles } from './widget-files.ts';

const year = 365 * 86_400;
/** A site's pages ask for the script each time; a new one is there within the hour. Seconds. */
const scriptAge = 3_600;

/** Whether somebody is there to answer, and when again if not. */
export type Attendance = (platform: Platform, account: string) => Promise<{ open: boolean; opensAt?: number }>;

/** Everything the page in the frame may do: itself. Which sites may frame it is the account's to say. */
const pagePolicy = (sites: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${sites.length > 0 ? sites.join(' ') : '*'}`,
  ].join('; ');

/** The account of a widget that works. @throws Fault `not-found` */
async function requireWidget(platform: Platform, id: string): Promise<At<WidgetSettings>> {
  const found = isId(id) ? await atNow(platform, id) : undefined;
  if (found?.account.kind !== 'web' || !works(found.account)) throw new Fault('not-found', { what: 'channel' });
  return found.at as At<WidgetSettings>;
}

const accountOf = (request: FastifyRequest): string => (request.params as { account: string }).account;

async function requireVisitor(platform: Platform, request: FastifyRequest): Promise<Visitor> {
  const at = await requireWidget(platform, accountOf(request));
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const visitor = token === undefined ? undefined : visitorOf(platform, at, token);
  if (!visitor) throw new Fault('not-signed-in');
  return visitor;
}

function servePages(app: FastifyInstance, platform: Platform, files: WidgetFiles): void {
  app.get('/widget.js', (request, reply) => files.send(request, reply, 'widget.js', scriptAge));
  app.get('/widget/assets/:name', (request, reply) => {
    const name = `assets/${(request.params as { name: string }).name}`;
    if (!files.has(name)) throw new Fault('not-found', { what: 'page' });
    return files.send(request, reply, name, year);
  });
  app.get('/widget/:account', async (request, reply) => {
    const { settings } = await requireWidget(platform, accountOf(request));
    reply.header('content-security-policy', pagePolicy(settings.sites));
    return files.send(request, reply, 'index.html', 0);
  });
}

function serveVisits(app: FastifyInstance, platform: Platform, attendance: Attendance, take: (key: string) => void): void {
  app.get('/widget/:account/setup', async (request, reply) => {
    const { settings, account } = await requireWidget(platform, accountOf(request));
    const { title, colour, greeting, ask } = settings;
    const setup: WidgetSetup = { title, colour, greeting, ask, mostFileBytes, ...(await attendance(platform, account.id)) };
    return reply.header('cache-control', 'no-store').send(setup);
  });
  app.post('/widget/:account/visits', async (request, reply) => {
    take(networkOf(request.ip));
    const at = await requireWidget(platform, accountOf(request));
    const input = VisitInput.safeParse(request.body);
    if (!input.success) {
      const [issue] = input.error.issues;
      throw new Fault('invalid-input', { field: issue?.path.join('/') ?? '', reason: issue?.message ?? '' });
    }
    const { identity, answers, language } = input.data;
    const visitor = beginVisit(at, identity, answers, language);
    return reply.header('cache-control', 'no-store').send({ token: tokenOf(platform, visitor) });
  });
}

function serveFiles(
  app: FastifyInstance,
  platform: Platform,
  { take, ask }: Record<'take' | 'ask', (key: string) => void>,
): void {
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: mostFileBytes }, (_request, body, done) =>
    done(null, body),
  );
  // Before its bytes are read: whoever is nobody, or sends too much, is not listened to.
  const admit = async (request: FastifyRequest): Promise<void> => {
    take(networkOf(request.ip));
    take((await requireVisitor(platform, request)).value);
  };
  app.post('/widget/:account/files', { bodyLimit: mostFileBytes, onRequest: admit }, async (request, reply) => {
    const visitor = await requireVisitor(platform, request);
    const name = (request.query as { name?: unknown }).name;
    if (typeof name !== 'string' || name === '') throw new Fault('invalid-input', { field: 'name', reason: 'is missing' });
    if (!Buffer.isBuffer(request.body))
      throw new Fault('invalid-input', { field: 'body', reason: 'must be application/octet-stream' });
    const { file, claim } = await keepUpload(platform, visitor, name, request.body);
    const answer: VisitorFile = { id: claim, name: file.name, type: file.type, size: file.size };
    return reply.header('cache-control', 'no-store').send(answer);
  });
  app.get('/widget/:account/files/:seq/:file', async (request, reply) => {
    ask(networkOf(request.ip));
    return sendFile(platform, request, reply);
  });
}

async function sendFile(platform: Platform, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visitor = await requireVisitor(platform, request);
  const { seq, file } = request.params as { seq: string; file: string };
  const none = new Fault('not-found', { what: 'file' });
  if (!isId(file) || !/^[1-9]\d{0,14}$/.test(seq)) throw none;
  const { kind, value, scope, strength } = handleOf(visitor);
  const handle = await seenHandleRow(platform.db, { kind, value, scope, strength });
  const conversation = handle && (await customerConversation(platform.db, visitor.account, handle.id));
  if (!conversation || !(await fileShown(platform.db, conversation, Number(seq), file))) throw none;
  const bytes = (await bytesOfFiles(platform, [file])).get(file);
  if (!bytes) throw none;
  // The widget gives it a type of its own choice: whoever opens the address gets bytes to save, and nothing that runs.
  return reply
    .type('application/octet-stream')
    .header('content-length', bytes.size)
    .header('content-disposition', 'attachment')
    .header('cache-control', 'private, max-age=86400')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .send(await bytes.open());
}

/** The widget over HTTP: its script, its page, visits and files. Visitors sign in nowhere; what they may do hangs on their token. */
export async function serveWidget(
  app: FastifyInstance,
  platform: Platform,
  { files, attendance }: { files: WidgetFiles; attendance: Attendance },
): Promise<void> {
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);
  const take = (rate: 'sign-in' | 'heavy' | 'query') => (key: string) => {
    const budget = limiter.take(key, rate);
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
  };
  if (files.has('index.html')) servePages(app, platform, files);
  serveVisits(app, platform, attendance, take('sign-in'));
  await app.register(async (scope) => serveFiles(scope, platform, { take: take('heavy'), ask: take('query') }));
}

/** The widget's sockets: `/widget/<account>/socket`. */
export const widgetDoor = (platform: Platform, attendance: Attendance): GuestDoor => ({
  path: /^\/widget\/([0-9a-f-]{36})\/socket$/,
  enter: (line, [, account]) =>
    new VisitorLine(platform, account!, line, {
      widget: () => requireWidget(platform, account!),
      isOpen: async () => (await attendance(platform, account!)).open,
    }),
});
