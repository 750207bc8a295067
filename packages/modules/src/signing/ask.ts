import { Fault, type Message, type Parsed } from '@rapport/contract';
import { type Platform, secretHash } from '@rapport/platform';
import { messageBySeq, noteSigning, recipientsAmong, requireConversation, sendMessage } from '../conversations/index.ts';
import { type Actor, peopleByIds } from '../people/index.ts';
import { requireVersion } from './exact-version.ts';
import { isAsked } from './policy.ts';

/** The message that calls has a client id of its own: under the one given, its caller may have sent something else. */
const callingId = (clientId: string): string =>
  secretHash(`signing.ask ${clientId}`)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/**
 * Asks members to sign a message of one's own (SG4): noted with it, and said in a message that quotes it and calls them. Said first: a
 * repeat under the same client id says nothing twice and notes only what is missing.
 */
export async function ask(platform: Platform, actor: Actor, input: Parsed<'signing.ask'>): Promise<Message> {
  const { db } = platform;
  const { conversation, seq } = input;
  const place = await requireConversation(db, actor, conversation, 'post');
  const message = seq >= place.fromSeq ? await messageBySeq(db, conversation, seq) : undefined;
  if (!message || message.recalled) throw new Fault('not-found', { what: 'message' });
  if (message.sender !== actor.user) throw new Fault('forbidden', { permission: 'author' });
  const users = [...new Set(input.users)];
  const members = new Map((await recipientsAmong(db, place.parentId ?? conversation, users)).map((m) => [m.user, m.fromSeq]));
  for (const user of users) {
    const from = members.get(user);
    if (from === undefined || (place.parentId === null && from > seq)) throw new Fault('not-found', { what: 'user' });
  }
  const names = new Map((await peopleByIds(db, users)).map((p) => [p.id, p.name]));
  const called = users.map((user) => `<@${user}>`).join(' ');
  const draft = { clientId: callingId(input.clientId), text: `${called} ${input.text}`.trim(), quote: seq };
  await sendMessage(platform, actor, conversation, draft);
  return db.transaction(async (tx) => {
    const found = await requireVersion(tx, actor, input);
    const version = found.head.versionEv;
    const notes = users
      .filter((user) => !isAsked(found.message.signing ?? [], user, version))
      .map((user) => ({
        kind: 'asked' as const,
        version,
        user: user as never,
        name: names.get(user) ?? '',
        by: actor.user as never,
      }));
    return notes.length > 0 ? noteSigning(platform, tx, actor.user, found, notes) : found.message;
  });
}
