import { Fault, type Message, type Output, type Parsed } from '@rapport/contract';
import { newId, newSecret, type Origin, type Platform, type Queryable, secretHash } from '@rapport/platform';
import { requirePermission } from '../access/index.ts';
import { lockForSigning, messageBySeq, messageHead, noteSigning, placeOf } from '../conversations/index.ts';
import { type Actor, findUser, organizationIfAny, peopleByIds } from '../people/index.ts';
import { versionRoot } from '../records/index.ts';
import { keptTemplate } from '../templates/index.ts';
import { requireSeen, requireVersion } from './exact-version.ts';
import { openLink, type SigningLink, workingLink } from './reader.ts';
import { endLink, insertLink } from './writer.ts';

const day = 86_400_000;

/** A link for somebody from outside (SG5). Its token stands behind `#`, which no server and no log is ever sent. */
export async function invite(
  platform: Platform,
  actor: Actor,
  input: Parsed<'signing.invite'>,
): Promise<Output<'signing.invite'>> {
  const { conversation, seq, name, organization = null, email } = input;
  requirePermission(actor, 'signing.invite', { kind: 'conversation', id: conversation });
  const token = newSecret('rps');
  const link = `${platform.config.url}/countersign#${token}`;
  const until = platform.clock.now() + input.days * day;
  const mailed = email !== undefined && platform.mailer.available;
  const message = await platform.db.transaction(async (tx) => {
    const found = await requireVersion(tx, actor, input);
    if (found.message.sender !== actor.user) throw new Fault('forbidden', { permission: 'author' });
    const versionEv = found.head.versionEv;
    const id = newId();
    const note = {
      kind: 'asked' as const,
      version: versionEv,
      name,
      ...(organization ? { organization } : {}),
      by: actor.user as never,
      link: id,
      until,
    };
    const after = await noteSigning(platform, tx, actor.user, found, [note], email ? { mail: email } : null);
    await insertLink(tx, {
      id,
      tokenHash: secretHash(token),
      conversation,
      seq,
      versionEv,
      ev: after.ev,
      name,
      organization,
      mail: email ?? null,
      madeBy: actor.user,
      expiresAt: until,
    });
    return after;
  });
  // Not by a job: a token that waits in a table is one that can be read there.
  if (mailed)
    await mail(platform, actor, email, link).catch((err) => platform.logger.warn({ err }, 'a link to sign was not mailed'));
  return { link, until, mailed, message };
}

async function mail(platform: Platform, actor: Actor, to: string, link: string): Promise<void> {
  const organization = await organizationIfAny(platform);
  const house = organization?.name ?? '';
  const zh = organization?.defaultLanguage === 'zh-CN';
  await platform.mailer.send(
    zh
      ? {
          to,
          subject: `${house}请你签署一份记录`,
          text: `你好，\n\n${house}的${actor.name}请你查看并签署一份记录：\n\n${link}\n\n链接只能使用一次，请勿转发。如果你不认识发件人，可以忽略这封邮件。\n`,
        }
      : {
          to,
          subject: `${house} asks you to sign a record`,
          text: `Hello,\n\n${actor.name} of ${house} asks you to look at a record and sign it:\n\n${link}\n\nThe link works once; do not pass it on. If you do not know who asks, ignore this mail.\n`,
        },
  );
}

/** Ends a link before it is used. */
export async function revoke(platform: Platform, actor: Actor, input: Parsed<'signing.revoke'>): Promise<Record<string, never>> {
  await platform.db.transaction(async (tx) => {
    const found = await requireSeen(tx, actor, input);
    const link = await openLink(tx, input);
    if (!link) throw new Fault('not-found', { what: 'link' });
    if (link.madeBy !== actor.user)
      requirePermission(actor, 'conversations.moderate', { kind: 'conversation', id: link.conversation });
    if (!(await endLink(tx, link.id, platform.clock.now()))) throw new Fault('conflict', { reason: 'the link has ended' });
    const { name, versionEv: version, ev: of } = link;
    await noteSigning(platform, tx, actor.user, found, [{ kind: 'revoked', version, name, by: actor.user as never, of }]);
  });
  return {};
}

const gone = () => new Fault('link-not-valid');

/** The link of a token, where it works. */
async function linkOf({ db, clock }: Platform, token: string): Promise<SigningLink> {
  const link = await workingLink(db, secretHash(token), clock.now());
  if (!link) throw gone();
  await requireMaker(db, link);
  return link;
}

/**
 * A link shows no more than who made it may show (SG5): it rests while its maker, the message's author, is deactivated or takes no part in the
 * conversation, and while that is archived.
 */
async function requireMaker(q: Queryable, link: SigningLink): Promise<void> {
  const maker = await findUser(q, link.madeBy);
  if (!maker || maker.deactivatedAt !== null) throw gone();
  const place = await placeOf(q, link.madeBy, link.conversation);
  if (!place || place.role === null || place.archived) throw gone();
}

/** The message that a link shows: still at the version that it was made for. An edit or a recall ends it. */
async function shownBy(q: Queryable, link: SigningLink): Promise<Message> {
  // The message first: what the head says afterwards holds of it, too.
  const message = await messageBySeq(q, link.conversation, link.seq);
  const head = await messageHead(q, link.conversation, link.seq);
  if (!message || !head || head.recalled || head.versionEv !== link.versionEv) throw gone();
  return message;
}

/** What a link shows (SG5): one version, with nothing of the talk around it. */
export async function openByLink(platform: Platform, { token }: { token: string }): Promise<Output<'signing.open'>> {
  const link = await linkOf(platform, token);
  const message = await shownBy(platform.db, link);
  const root = await versionRoot(platform, link.conversation, link.versionEv);
  const organization = await organizationIfAny(platform);
  const [author] = message.sender ? await peopleByIds(platform.db, [message.sender]) : [];
  if (root === undefined || !organization) throw gone();
  const template = message.form ? await keptTemplate(platform, message.form.template, message.form.version) : undefined;
  // From which messages it was written is a matter of the house.
  const { sources: _, ...form } = message.form ?? {};
  return {
    house: organization.name,
    name: link.name,
    ...(link.organization ? { organization: link.organization } : {}),
    until: link.expiresAt,
    author: author?.name ?? message.senderName ?? '',
    at: message.at,
    text: message.text,
    ...(message.form ? { form: form as NonNullable<typeof message.form> } : {}),
    ...(template ? { template } : {}),
    files: (message.attachments ?? []).map(({ name, size }) => ({ name, size })),
    root,
  };
}

/** Signs or declines by a link, which ends (SG5): of two answers at once one counts. */
export async function answerByLink(
  platform: Platform,
  { token, answer }: Parsed<'signing.answer'>,
  { ip, userAgent }: Pick<Origin, 'ip' | 'userAgent'>,
): Promise<Output<'signing.answer'>> {
  const now = platform.clock.now();
  const known = await linkOf(platform, token);
  const root = await versionRoot(platform, known.conversation, known.versionEv);
  if (root === undefined) throw gone();
  return platform.db.transaction(async (tx) => {
    const found = await lockForSigning(tx, known.conversation, known.seq);
    if (!found || found.head.versionEv !== known.versionEv) throw gone();
    // After the lock: who takes part stays so until the commit.
    await requireMaker(tx, known);
    if (!(await endLink(tx, known.id, now))) throw gone();
    const { kind, words } = answer;
    const note = {
      kind,
      version: known.versionEv,
      name: answer.kind === 'signed' ? answer.name : known.name,
      ...(known.organization ? { organization: known.organization } : {}),
      of: known.ev,
      link: known.id,
      how: 'link' as const,
      ...(words ? { words } : {}),
      ...(kind === 'signed' ? { root } : {}),
    };
    const capture = { ip, agent: userAgent, ...(known.mail ? { mail: known.mail } : {}) };
    const after = await noteSigning(platform, tx, null, found, [note], capture);
    return { at: after.signing!.at(-1)!.at };
  });
}
