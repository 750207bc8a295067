import type { Platform } from '@rapport/platform';
import type { NamedConversation } from '../conversations/index.ts';
import { type Matchable, matchable, matchName, mentionedNames, nameKeys, typedName } from '../people/index.ts';

/** Most conversations one `in:` stands for. */
const maxNamed = 50;
const maxKept = 50_000;

/** Pinyin keys of names, in memory: making them takes far longer than matching. */
function keysInMemory(): (name: string) => Matchable {
  const kept = new Map<string, Matchable>();
  return (name) => {
    const known = kept.get(name);
    if (known) return known;
    if (kept.size >= maxKept) kept.clear();
    const made = matchable(nameKeys(name));
    kept.set(name, made);
    return made;
  };
}

/** Conversations by name, pinyin and initials, direct ones by their people's names; best first, then the latest active. */
export async function rankConversations(
  platform: Platform,
  conversations: readonly NamedConversation[],
  text: string,
): Promise<{ conversation: NamedConversation; score: number }[]> {
  const wanted = typedName(text);
  const keysOf = platform.keep(keysInMemory);
  const peers = [...new Set(conversations.flatMap((c) => c.peers ?? []))];
  const names = new Map((await mentionedNames(platform.db, peers)).map(({ id, name }) => [id, name]));
  const found: { conversation: NamedConversation; score: number }[] = [];
  for (const conversation of conversations) {
    const called = conversation.peers?.flatMap((id) => names.get(id) ?? []) ?? [conversation.name];
    const best = Math.max(0, ...called.map((name) => matchName(keysOf(name), wanted)));
    // A whole name is that of a conversation with one person, not of everyone's they are in.
    const score = called.length > 1 ? Math.min(best, 2) : best;
    if (score > 0) found.push({ conversation, score });
  }
  return found.sort((a, b) => b.score - a.score || b.conversation.lastAt - a.conversation.lastAt);
}

/** What an `in:` means: what is called just so, otherwise everything it fits. */
export async function conversationsNamed(
  platform: Platform,
  conversations: readonly NamedConversation[],
  name: string,
): Promise<string[]> {
  const found = await rankConversations(platform, conversations, name);
  const exact = found.filter(({ score }) => score === 4);
  return (exact.length > 0 ? exact : found).slice(0, maxNamed).map(({ conversation }) => conversation.id);
}
