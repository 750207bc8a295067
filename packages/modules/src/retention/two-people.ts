import type { Erasure, TwoBy } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import { conversationsOf, keptConversations, keptKinds, kindsSaidBy } from '../conversations/index.ts';
import { conversationsWith } from './erase-profile.ts';
import type { RuleBook } from './policy.ts';
import { dueConversations, duePlaces } from './reader.ts';
import { rulesNow } from './rule-memory.ts';
import { together, twoByAll, twoByAtMost, twoByOf } from './switches.ts';

/** Why two people have to approve a list as it stands now (RT13). */
export async function twoByOfList(q: Queryable, book: RuleBook, disposition: string): Promise<TwoBy> {
  const all = twoByAll(book, 'twoForDestruction');
  if (all) return all;
  // Where no template and no label is of a class, what somebody said tells nothing that its place does not.
  if (book.rules.templates.length === 0 && book.rules.labels.length === 0) {
    const places = await keptConversations(q, await dueConversations(q, disposition));
    return together(
      places.flatMap(({ id, parent }) =>
        twoByOf(book, 'twoForDestruction', { conversation: id, parent, template: null, labels: [] }),
      ),
    );
  }
  const kinds = await keptKinds(q, await duePlaces(q, disposition));
  return together(kinds.flatMap((kind) => twoByOf(book, 'twoForDestruction', kind)));
}

type Asked = Pick<Erasure, 'conversation' | 'seq' | 'user' | 'contact' | 'askedAt'>;

/** Why another person has to approve an erasure that is asked for now (RT13). */
export async function twoByOfErasure(platform: Platform, q: Queryable, asked: Asked): Promise<TwoBy> {
  const { book } = await rulesNow(platform, q);
  const all = twoByAll(book, 'twoForErasure');
  if (all) return all;
  const { conversation, seq, user, contact, askedAt } = asked;
  if (conversation !== null)
    return together((await keptKinds(q, [{ conversation, seq: seq! }])).flatMap((kind) => twoByOf(book, 'twoForErasure', kind)));
  // What contacts said is of no class by itself: its conversations say.
  if (contact) {
    const places = await keptConversations(q, await conversationsWith(q, contact));
    return together(
      places.flatMap(({ id, parent }) =>
        twoByOf(book, 'twoForErasure', { conversation: id, parent, template: null, labels: [] }),
      ),
    );
  }
  const found = new Set<string | null>();
  for (const { id, parent } of await keptConversations(q, await conversationsOf(q, user!))) {
    // Most conversations can tell no reason that is not known yet.
    if (twoByAtMost(book, 'twoForErasure', { conversation: id, parent }).every((one) => found.has(one))) continue;
    for (const kind of await kindsSaidBy(q, { conversation: id, user: user!, until: askedAt }))
      for (const one of twoByOf(book, 'twoForErasure', kind)) found.add(one);
  }
  return together(found);
}
