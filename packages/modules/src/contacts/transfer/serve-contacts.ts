import { Readable } from 'node:stream';
import { contactPaths, contract, Fault } from '@rapport/contract';
import {
  type Authenticate,
  credentialsOf,
  type FastifyInstance,
  type FastifyReply,
  isId,
  type Platform,
} from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../../access/index.ts';
import { prefixesOf } from '../keys.ts';
import { requireContact } from '../present.ts';
import { columnsOf, outgoing, walkContacts } from './walk-contacts.ts';
import { csvHead, csvRow, vcard } from './write-cards.ts';

type Format = 'csv' | 'vcf';

function send(reply: FastifyReply, name: string, format: Format, bytes: Readable): FastifyReply {
  return reply
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'text/vcard; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.${format}"`)
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
    .send(bytes);
}

/** The filters of `contacts.list`, as a query has them: text. */
function askedOf(query: unknown) {
  const { isCompany, archived, ...rest } = query as Record<string, unknown>;
  const flag = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);
  const input = contract['contacts.list'].input.safeParse({
    ...rest,
    ...(isCompany === undefined ? {} : { isCompany: flag(isCompany) }),
    ...(archived === undefined ? {} : { archived: flag(archived) }),
  });
  if (!input.success)
    throw new Fault('invalid-input', { field: input.error.issues[0]?.path.join('/') ?? '', reason: 'no such filter' });
  const { cursor: _, limit: __, text, ...asked } = input.data;
  return { ...asked, prefixes: prefixesOf(text) };
}

async function* written(platform: Platform, format: Format, asked: ReturnType<typeof askedOf>): AsyncGenerator<string> {
  const columns = await columnsOf(platform.db);
  if (format === 'csv') yield csvHead(columns);
  for await (const page of walkContacts(platform.db, asked, columns))
    yield page.map((one) => (format === 'csv' ? csvRow(one, columns) : vcard(one, columns))).join('');
}

/** CT8: what many contacts say leaves the house with those who administer them alone, and is audited; a single card with whoever sees it. */
export function serveContacts(app: FastifyInstance, platform: Platform, authenticate: Authenticate<Actor>): void {
  const actorOf = async (request: Parameters<typeof credentialsOf>[0]): Promise<Actor> => {
    const credentials = credentialsOf(request);
    const actor = credentials.cookie || credentials.bearer ? await authenticate(credentials) : undefined;
    if (!actor) throw new Fault('not-signed-in');
    return actor;
  };
  for (const format of ['csv', 'vcf'] as const)
    app.get(contactPaths.export(format), async (request, reply) => {
      const actor = await actorOf(request);
      requirePermission(actor, 'contacts.configure');
      const asked = askedOf(request.query);
      const at = platform.clock.now();
      await platform.db.transaction((tx) =>
        audit(tx, {
          at,
          actor: actor.user,
          act: 'contacts.exported',
          subjectKind: 'organization',
          subject: null,
          detail: { format },
          from: request.ip,
        }),
      );
      const day = new Date(at).toISOString().slice(0, 10);
      return send(reply, `contacts-${day}`, format, Readable.from(written(platform, format, asked)));
    });
  app.get(contactPaths.card(':contact'), async (request, reply) => {
    const actor = await actorOf(request);
    requirePermission(actor, 'contacts.read');
    const { contact } = request.params as { contact: string };
    if (!isId(contact)) throw new Fault('not-found', { what: 'contact' });
    const columns = await columnsOf(platform.db);
    const [card] = await outgoing(platform.db, [await requireContact(platform.db, contact)], columns);
    return send(reply, 'contact', 'vcf', Readable.from([vcard(card!, columns)]));
  });
}
