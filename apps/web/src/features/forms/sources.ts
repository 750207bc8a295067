import type { State } from '@rapport/client';
import type { Message } from '@rapport/contract';
import type { Source } from './filling.ts';

/** Messages of one conversation as ranges, as few as there can be, in order. */
export function sourcesOf(messages: readonly Pick<Message, 'conversation' | 'seq'>[]): Source[] {
  const sources: Source[] = [];
  for (const { conversation, seq } of [...messages].sort((a, b) => a.seq - b.seq)) {
    const last = sources.at(-1);
    if (last && last.to === seq - 1) last.to = seq;
    else sources.push({ conversation, from: seq, to: seq });
  }
  return sources;
}

/** Who wrote these messages, once each in the order they first spoke: people with accounts, no bots. */
export function sendersOf(
  messages: readonly Pick<Message, 'sender' | 'seq'>[],
  people: State['people'],
): { id: string; name: string }[] {
  const ids = new Set([...messages].sort((a, b) => a.seq - b.seq).flatMap(({ sender }) => sender ?? []));
  return [...ids].flatMap((id) => {
    const person = people[id];
    return person && person.kind !== 'bot' ? [{ id, name: person.name }] : [];
  });
}
