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
import { organizationIfAny } from '../people/index.ts';
import { type Linked, readToken } from './preference-link.ts';
import { type PreferencePage, preferencePage, sendPage as send, strangeLinkPage } from './preference-page.ts';
import { chosenBy, setPreferences, stopAt } from './set-preferences.ts';

async function show(
  platform: Platform,
  request: FastifyRequest,
  reply: FastifyReply,
  linked: Linked,
  told?: PreferencePage['told'],
): Promise<FastifyReply> {
  const chosen = await chosenBy(platform.db, linked);
  if (!chosen) return send(reply, 404, strangeLinkPage(pageLanguage(request)));
  return send(
    reply,
    200,
    preferencePage({
      language: pageLanguage(request, chosen.language),
      organization: (await organizationIfAny(platform))?.name ?? '',
      channels: chosen.channels,
      here: linked.kind === 'handle' ? linked.channel : undefined,
      told,
    }),
  );
}

/** RFC 8058 §3.1: mail programs post these words, as a form of either kind, without cookies. */
const oneClick = (body: string): boolean =>
  new URLSearchParams(body).get('List-Unsubscribe') === 'One-Click' ||
  /name="List-Unsubscribe"\r?\n(?:[^\r\n]+\r?\n)*\r?\nOne-Click\r?\n/i.test(body);

/** Does what a form asks for; answers what to tell, or undefined when it asks for nothing. */
async function obey(platform: Platform, linked: Linked, body: string): Promise<PreferencePage['told']> {
  const wanted = new URLSearchParams(body);
  const stop = wanted.get('stop');
  if (oneClick(body) || stop === 'here') {
    await stopAt(platform, linked, 'here');
    return linked.kind === 'handle' ? 'stopped-here' : 'stopped-all';
  }
  if (stop === 'all') {
    await stopAt(platform, linked, 'all');
    return 'stopped-all';
  }
  if (wanted.get('choices') !== '1') return undefined;
  await setPreferences(platform, linked, wanted);
  return 'saved';
}

/** `GET /p/<token>` shows and changes nothing, since programs follow links in mails; `POST` does what its form says. */
export function servePreferences(app: FastifyInstance, platform: Platform): void {
  const limiter = new RateLimiter(platform.clock, platform.config.rateFactor);
  readForms(app, ['application/x-www-form-urlencoded', 'multipart/form-data']);

  const linkedBy = async (request: FastifyRequest): Promise<Linked | undefined> => {
    const budget = limiter.take(networkOf(request.ip), request.method === 'POST' ? 'heavy' : 'search');
    if (!budget.allowed) throw new Fault('too-many-requests', { seconds: budget.reset });
    return readToken(platform, (request.params as { token: string }).token);
  };
  app.get('/p/:token', { exposeHeadRoute: false }, async (request, reply) => {
    const linked = await linkedBy(request);
    return linked ? show(platform, request, reply, linked) : send(reply, 404, strangeLinkPage(pageLanguage(request)));
  });
  app.post('/p/:token', async (request, reply) => {
    const linked = await linkedBy(request);
    if (!linked) return send(reply, 404, strangeLinkPage(pageLanguage(request)));
    const told = await obey(platform, linked, typeof request.body === 'string' ? request.body : '');
    return told ? show(platform, request, reply, linked, told) : reply.redirect(request.url, 303);
  });
}
