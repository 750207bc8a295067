import { Fault, type Output, type Parsed } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { namedConversations, toPlace } from '../conversations/index.ts';
import { type Actor, searchPeople } from '../people/index.ts';
import { rankConversations } from './conversation-names.ts';
import { prepareSearch } from './prepare-search.ts';
import { newest } from './reader.ts';
import { messagesBefore } from './search-messages.ts';

type Everything = Output<'search.everything'>;

async function conversationsFor(
  platform: Platform,
  actor: Actor,
  text: string,
  limit: number,
): Promise<Everything['conversations']> {
  const ranked = await rankConversations(platform, await namedConversations(platform.db, actor), text);
  return ranked
    .slice(0, limit)
    .map(({ conversation: { memberCount, lastAt, ...label } }) => ({ conversation: toPlace(label), memberCount, lastAt }));
}

/** While somebody types, an unfinished filter is no error: then there are no messages yet. */
async function messagesFor(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.everything'>,
): Promise<Pick<Everything, 'messages' | 'moreMessages'>> {
  try {
    const search = await prepareSearch(platform, actor, input);
    const { items, next } = await messagesBefore(platform, actor, search, newest, input.limit, { limit: 2_000, patience: 400 });
    return { messages: items, moreMessages: next !== undefined };
  } catch (error) {
    if (error instanceof Fault && (error.code === 'invalid-input' || error.code === 'search-too-broad'))
      return { messages: [], moreMessages: error.code === 'search-too-broad' };
    throw error;
  }
}

/** The quick switcher: people, conversations and the newest messages for what has been typed so far. */
export async function searchEverything(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.everything'>,
): Promise<Everything> {
  const name = input.text.slice(0, 100);
  const [people, conversations, messages] = await Promise.all([
    searchPeople(platform, actor, { text: name, inactive: false, limit: input.limit }),
    conversationsFor(platform, actor, name, input.limit),
    messagesFor(platform, actor, input),
  ]);
  return { people: people.users, conversations, ...messages };
}
