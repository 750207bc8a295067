import type { Queryable } from '@rapport/platform';
import type { MessageText } from '../conversations/index.ts';
import { type Actor, mentionedNames, visibleAmong } from '../people/index.ts';
import { type NameOf, namedIn } from './plain-text.ts';

/** Names of everybody these messages mention. */
export async function namesIn(q: Queryable, messages: readonly Pick<MessageText, 'text'>[]): Promise<Map<string, string>> {
  const ids = [...new Set(messages.flatMap(({ text }) => (text === null ? [] : namedIn(text))))];
  if (ids.length === 0) return new Map();
  return new Map((await mentionedNames(q, ids)).map(({ id, name }) => [id, name]));
}

/** As `namesIn`, for one reader: whoever may not browse the directory learns no name from a search. */
export async function namesFor(q: Queryable, actor: Actor, messages: readonly Pick<MessageText, 'text'>[]): Promise<NameOf> {
  const names = await namesIn(q, messages);
  if (names.size > 0 && !actor.permissions.has('people.browse')) {
    const visible = new Set(await visibleAmong(q, actor, [...names.keys()]));
    for (const id of names.keys()) if (!visible.has(id)) names.delete(id);
  }
  return (id) => names.get(id);
}
