import { Fault } from '@rapport/contract';
import {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  networkOf,
  type Platform,
  pageLanguage,
  RateLimiter,
  readForms,
} from '@rapport/platform';
import { organizationIfAny } from '../../people/index.ts';
import type { AskedRating } from './desk-reader.ts';
import { noRatingPage, type RatingPage, ratingPage, sendRatingPage as send } from './rating-page.ts';
import { openUntil, rangeOf, rate, ratingByLink } from './ratings.ts';

/** As many characters as the contract takes of a comment. */
const mostWords = 2_000;

async function show(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: AskedRating,
  told?: RatingPage['told'],
  tried?: string,
): Promise<FastifyReply> {
  const language = pageLanguage(request);
  const isOver = openUntil(asked) <= platform.clock.now();
  if (isOver && asked.ratedAt === null) return send(reply, 410, noRatingPage(language, 'over'));
  const page = ratingPage({
    language,
    organization: (await organizationIfAny(platform))?.name ?? '',
    scale: asked.scale,
    range: rangeOf(asked.scale),
    score: asked.score,
    comment: tried ?? asked.comment ?? '',
    told,
    isOver,
  });
  return send(reply, told === 'no-score' ? 400 : 200, page);
}

/** What a form says; a score that is none is left out. */
function readForm({ scale }: AskedRating, body: string): { score: number | undefined; comment: string } {
  const form = new URLSearchParams(body);
  const given = form.get('score') ?? '';
  const [least, most] = rangeOf(scale);
  const score = /^\d{1,2}$/.test(given) && Number(given) >= least && Number(given) <= most ? Number(given) : undefined;
  return { score, comment: (form.get('comment') ?? '').toWellFormed().replaceAll('\0', '').trim().slice(0, mostWords) };
}

/** `GET /rate/<token>` shows and changes nothing, since programs follow links in mails; `POST` answers. Nobody's name or address is shown. */
export function serveRatings(app: FastifyInstance, platform: Platform): void {
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);
  readForms(app, ['application/x-www-form-urlencoded']);
  const asked = async (request: FastifyRequest): Promise<AskedRating | undefined> => {
    const budget = limiter.take(networkOf(request.ip), request.method === 'POST' ? 'heavy' : 'search');
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
    const { token } = request.params as { token: string };
    return /^[\w-]{43}$/.test(token) ? ratingByLink(platform, token) : undefined;
  };
  const none = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    send(reply, 404, noRatingPage(pageLanguage(request), 'unknown'));
  app.get('/rate/:token', { exposeHeadRoute: false }, async (request, reply) => {
    const found = await asked(request);
    if (!found) return none(request, reply);
    const isThanks = (request.query as { thanks?: unknown }).thanks !== undefined && found.score !== null;
    return show(platform, request, reply, found, isThanks ? 'thanks' : undefined);
  });
  app.post('/rate/:token', async (request, reply) => {
    const found = await asked(request);
    if (!found) return none(request, reply);
    if (openUntil(found) <= platform.clock.now()) return show(platform, request, reply, found);
    const { score, comment } = readForm(found, typeof request.body === 'string' ? request.body : '');
    if (score === undefined) return show(platform, request, reply, found, 'no-score', comment);
    const { token } = request.params as { token: string };
    await rate(platform, { token, score, comment });
    // Asked for again, so that a reload sends nothing twice.
    const { lang } = request.query as { lang?: unknown };
    return reply.redirect(`/rate/${token}?thanks=1${lang === 'zh' || lang === 'en' ? `&lang=${lang}` : ''}`, 303);
  });
}
