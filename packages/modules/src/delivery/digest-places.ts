import { type Conversation, excerptOf, type Message } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { summariesOf } from '../conversations/index.ts';
import { type Actor, mentionedNames } from '../people/index.ts';
import { namesFor, plainText } from '../search/index.ts';
import { type DigestPlace, mayQuote, staysUnread } from './digest-policy.ts';
import { listNeeds } from './list-needs.ts';

/** Places a mail names; the page holds the rest. */
const most = 30;

type Needs = Awaited<ReturnType<typeof listNeeds>>;

/** What has stayed unread for an hour, and the reminders whose time has come. */
async function lasting(platform: Platform, actor: Actor): Promise<Needs> {
  const needs = await listNeeds(platform, actor);
  const before = platform.clock.now() - staysUnread;
  return {
    places: needs.places.filter(({ messages }) => messages.some((m) => m.at < before)).slice(0, most),
    reminders: needs.reminders.slice(0, most),
  };
}

/** Conversations by id, with what topics hang on. */
async function conversationsOf(platform: Platform, actor: Actor, ids: readonly string[]): Promise<Map<string, Conversation>> {
  const found = await summariesOf(platform.db, actor, ids);
  const parents = found.flatMap(({ parent }) => (parent ? [parent.conversation] : []));
  const above = parents.length > 0 ? await summariesOf(platform.db, actor, [...new Set(parents)]) : [];
  return new Map([...found, ...above].map((c) => [c.id, c]));
}

/** What the words of a mail are made from. */
interface Speech {
  nameOf(c: Conversation): string;
  quote(c: Conversation, said: readonly Message[]): DigestPlace['excerpts'];
}

async function speechOf(
  platform: Platform,
  actor: Actor,
  byId: ReadonlyMap<string, Conversation>,
  said: readonly Message[],
  excerpts: boolean,
): Promise<Speech> {
  const ids = new Set<string>([...byId.values()].flatMap((c) => c.peers ?? []));
  for (const { sender } of said) if (sender) ids.add(sender);
  const names = new Map((await mentionedNames(platform.db, [...ids])).map(({ id, name }) => [id, name]));
  const mentioned = await namesFor(platform.db, actor, said);
  const parentOf = (c: Conversation) => c.parent && byId.get(c.parent.conversation);
  const nameOf = (c: Conversation): string => {
    const parent = parentOf(c);
    return c.name || (c.peers ?? []).map((id) => names.get(id) ?? '…').join(', ') || (parent ? nameOf(parent) : '…');
  };
  return {
    nameOf,
    quote: (c, messages) =>
      messages
        .filter((m) => mayQuote(excerpts, parentOf(c) ?? c, m))
        .map((m) => ({
          name: (m.sender && names.get(m.sender)) || (m.senderName ?? '…'),
          text: excerptOf(plainText(m.text, mentioned)),
        })),
  };
}

/** What a digest tells somebody: every conversation that needs them, then their reminders. */
export async function digestPlaces(platform: Platform, actor: Actor, excerpts: boolean): Promise<DigestPlace[]> {
  const { places, reminders } = await lasting(platform, actor);
  const ids = [...new Set([...places.map((p) => p.conversation), ...reminders.map((r) => r.saved.conversation)])];
  if (ids.length === 0) return [];
  const byId = await conversationsOf(platform, actor, ids);
  const said = [...places.flatMap((p) => p.messages), ...reminders.map((r) => r.message)];
  const { nameOf, quote } = await speechOf(platform, actor, byId, said, excerpts);
  const told = (c: Conversation, first: Message | undefined) => ({
    name: nameOf(c),
    path: `/c/${c.id}${first ? `/${first.seq}` : ''}`,
  });
  return [
    ...places.flatMap(({ conversation, reason, messages }): DigestPlace[] => {
      const c = byId.get(conversation);
      if (!c || c.archived) return [];
      return [{ ...told(c, messages[0]), reason, unread: c.me?.unread ?? 0, excerpts: quote(c, messages) }];
    }),
    ...reminders.flatMap(({ saved, message }): DigestPlace[] => {
      const c = byId.get(saved.conversation);
      return c ? [{ ...told(c, message), reason: 'reminder', unread: 0, excerpts: quote(c, [message]) }] : [];
    }),
  ];
}
