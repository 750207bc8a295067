import type { Platform, Queryable } from '@rapport/platform';
import { type Attention, attentionOf, type CallingMessage } from '../conversations/index.ts';
import { peopleOfDepartments } from '../people/index.ts';
import { knownAttention } from './attention-memory.ts';
import { type Reason, reasonFor } from './policy.ts';
import { switchesOf } from './reader.ts';

/** One message with those it names: by mention, or by a keyword of theirs. */
export interface Called {
  message: CallingMessage;
  keyword: ReadonlySet<string>;
  /** People of mentioned departments. */
  departments: ReadonlySet<string>;
}

/** Decides, for a page of one conversation's messages, who is called by which and why. */
export interface Judge {
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

/**
 * Gathers what the decisions need in at most one query for each kind of thing, whatever the number of messages. People are read only
 * when a message of the page calls them: `plain` also asks for those who want to hear of every message.
 */
export async function judgeOf(
  platform: Platform,
  q: Queryable,
  conversation: string,
  messages: readonly CallingMessage[],
  plain: boolean,
): Promise<Judge> {
  const { keywords } = await knownAttention(platform);
  const departments = await departmentPeople(q, messages);
  const called = messages.map((message) => ({
    message,
    keyword: keywords.usersOf(message.text),
    departments: new Set(message.audiences.flatMap((a) => departments.get(a) ?? [])),
  }));
  const everyone = plain || messages.some(callsEveryone);
  const users = [...new Set(called.flatMap(({ message, keyword }) => [...message.users, ...keyword]))];
  const people = everyone || users.length > 0 ? await attentionOf(q, conversation, { everyone, users }) : [];
  const isDirect = messages[0]?.kind === 'direct';
  const switches = isDirect
    ? await switchesOf(
        q,
        people.map((p) => p.user),
      )
    : [];
  const byUser = new Map(people.map((p) => [p.user, p]));
  const undirected = new Set(switches.filter((s) => !s.direct).map((s) => s.user));
  const now = platform.clock.now();
  return {
    called,
    people,
    named: ({ message, keyword }) => [...new Set([...message.users, ...keyword])].flatMap((user) => byUser.get(user) ?? []),
    reason: ({ message, keyword, departments: named }, person) =>
      reasonFor(
        message,
        {
          ...person,
          mentioned: message.users.includes(person.user) || message.audiences.includes('all') || named.has(person.user),
          keyword: keyword.has(person.user),
          direct: !undirected.has(person.user),
        },
        now,
      ),
  };
}
