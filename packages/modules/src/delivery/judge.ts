import { breathe, type Platform, type Queryable } from '@rapport/platform';
import { type AskedAttention, type Attention, attentionOf, type CallingMessage } from '../conversations/index.ts';
import { peopleOfDepartments } from '../people/index.ts';
import { knownAttention } from './attention-memory.ts';
import type { KeywordIndex } from './keywords.ts';
import { type Reason, reasonFor } from './policy.ts';

/** One message with those it names: by mention, or by a keyword of theirs. */
export interface Called {
  message: CallingMessage;
  keyword: ReadonlySet<string>;
  /** People of mentioned departments. */
  departments: ReadonlySet<string>;
}

/** Decides, for one conversation's messages of a page, who is called by which and why. */
export interface Judge {
  conversation: string;
  called: readonly Called[];
  people: readonly Attention[];
  /** Those a message names. */
  named(called: Called): readonly Attention[];
  reason(called: Called, person: Attention): Reason | undefined;
}

/** Whether a message is for everybody who takes part, or a department of them. */
export const callsEveryone = (m: CallingMessage): boolean => m.kind === 'direct' || m.urgent || m.audiences.length > 0;

async function departmentPeople(q: Queryable, messages: readonly CallingMessage[]): Promise<Map<string, readonly string[]>> {
  const ids = new Set(messages.flatMap((m) => m.audiences.filter((a) => a !== 'all')));
  const found = new Map<string, readonly string[]>();
  for (const id of ids) found.set(id, await peopleOfDepartments(q, [id]));
  return found;
}

/** What of a page's messages is to be decided. */
interface Docket {
  called: readonly Called[];
  asked: AskedAttention;
}

function docketOf(
  messages: readonly CallingMessage[],
  plain: boolean,
  keywords: KeywordIndex,
  departments: ReadonlyMap<string, readonly string[]>,
): Docket {
  const called = messages.map((message) => ({
    message,
    keyword: keywords.usersOf(message.text),
    departments: new Set(message.audiences.flatMap((a) => departments.get(a) ?? [])),
  }));
  const everyone = plain || messages.some(callsEveryone);
  const users = [...new Set(called.flatMap(({ message, keyword }) => [...message.users, ...keyword]))];
  return { called, asked: { conversation: messages[0]!.conversation, everyone, users } };
}

function judgeFor({ called, asked }: Docket, people: readonly Attention[], undirected: ReadonlySet<string>, now: number): Judge {
  const byUser = new Map(people.map((p) => [p.user, p]));
  return {
    conversation: asked.conversation,
    called,
    people,
    named: ({ message, keyword }) => [...new Set([...message.users, ...keyword])].flatMap((user) => byUser.get(user) ?? []),
    reason: ({ message, keyword, departments: named }, person) =>
      reasonFor(
        message,
        {
          user: person.user,
          level: person.level,
          mutedUntil: person.mutedUntil,
          fromSeq: person.fromSeq,
          mentioned: message.users.includes(person.user) || message.audiences.includes('all') || named.has(person.user),
          keyword: keyword.has(person.user),
          direct: !undirected.has(person.user),
        },
        now,
      ),
  };
}

/** Conversations judged before others get their turn on this thread. */
const atOnce = 32;

/**
 * Gathers what the decisions need in one query for each kind of thing (a mentioned department takes one of its own), whatever the
 * number of messages and conversations; answers a judge for each conversation. People are read only when a message of theirs calls
 * them: `plain` also asks for those who want to hear of every message.
 */
export async function judgesOf(
  platform: Platform,
  q: Queryable,
  messages: readonly CallingMessage[],
  plain: boolean,
): Promise<Judge[]> {
  const { keywords, undirected } = await knownAttention(platform);
  const departments = await departmentPeople(q, messages);
  const dockets: Docket[] = [];
  for (const ours of byConversation(messages).values()) {
    if (dockets.length > 0 && dockets.length % atOnce === 0) await breathe();
    dockets.push(docketOf(ours, plain, keywords, departments));
  }
  const asked = dockets.map((d) => d.asked);
  const people = byConversation(await attentionOf(q, asked));
  const now = platform.clock.now();
  return dockets.map((docket) => judgeFor(docket, people.get(docket.asked.conversation) ?? [], undirected, now));
}

function byConversation<T extends { conversation: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const known = found.get(row.conversation);
    if (known) known.push(row);
    else found.set(row.conversation, [row]);
  }
  return found;
}
