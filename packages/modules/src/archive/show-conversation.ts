import { Fault, type Message, type Output, type Parsed } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { type ArchivedRange, archivedMessages, labelsOf } from '../conversations/index.ts';
import { requireRange } from './covers.ts';
import { look } from './look.ts';

type Asked = Pick<Parsed<'archive.conversation'>, 'around' | 'before' | 'after' | 'limit'>;

interface Page {
  messages: Message[];
  hasOlder: boolean;
  hasNewer: boolean;
}

async function pageOf(q: Queryable, range: ArchivedRange, { around, before, after, limit }: Asked): Promise<Page> {
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const older = await archivedMessages(q, range, 'before', around + 1, half);
    const newer = await archivedMessages(q, range, 'after', around, limit - half);
    return { messages: [...older.messages, ...newer.messages], hasOlder: older.more, hasNewer: newer.more };
  }
  if (after !== undefined) {
    const { messages, more } = await archivedMessages(q, range, 'after', after, limit);
    return { messages, hasOlder: (await archivedMessages(q, range, 'before', after + 1, 0)).more, hasNewer: more };
  }
  const { messages, more } = await archivedMessages(q, range, 'before', before ?? Number.MAX_SAFE_INTEGER, limit);
  const hasNewer = before !== undefined && (await archivedMessages(q, range, 'after', before - 1, 0)).more;
  return { messages, hasOlder: more, hasNewer };
}

/** A page of a conversation, as far as it is covered. */
export async function showConversation(
  platform: Platform,
  actor: Actor,
  { inspection, conversation, ...asked }: Parsed<'archive.conversation'>,
): Promise<Output<'archive.conversation'>> {
  return look(platform, actor, inspection, async ({ covered }) => {
    const { db } = platform;
    const range = await requireRange(db, covered, conversation);
    const [label] = await labelsOf(db, actor.user, [conversation]);
    if (!label) throw new Fault('not-found', { what: 'conversation' });
    const page = await pageOf(db, range, asked);
    const name = label.name || (label.parent?.name ?? '');
    const peers = label.peers ?? label.parent?.peers ?? [];
    const [first, last] = [page.messages[0]?.seq, page.messages.at(-1)?.seq];
    return {
      answer: { name, peers, ...page } as Output<'archive.conversation'>,
      kind: 'read' as const,
      detail: { conversation, first, last },
      results: page.messages.length,
    };
  });
}
