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
