import type { Queryable } from '@rapport/platform';
import { requireConversation } from '../conversations/index.ts';
import type { Actor } from '../people/index.ts';

/** Who looks at a record: a person, who sees what they may see in a conversation, or the archive, which asked for itself whether it may. */
export type Looker = Actor | 'archive';

/** The first `seq` that they may see there. @throws Fault `not-found` */
export const firstSeen = async (q: Queryable, looker: Looker, conversation: string): Promise<number> =>
  looker === 'archive' ? 1 : (await requireConversation(q, looker, conversation, 'look')).fromSeq;
