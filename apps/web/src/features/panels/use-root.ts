import type { Message } from '@rapport/contract';
import { useAnswer } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';

/** The message a topic hangs on: from the timeline when it is loaded, else asked for. */
export function useRoot(conversation: string, seq: number | undefined): Message | undefined {
  const local = useClient((s) => {
    const messages = s.timelines[conversation]?.messages;
    const first = messages?.[0]?.seq;
    return first === undefined || seq === undefined ? undefined : messages?.[seq - first];
  });
  const asked = useAnswer(
    'conversations.history',
    seq !== undefined && !local ? { conversation: conversation as never, around: seq, limit: 1 } : null,
  );
  return local ?? asked.data?.messages.find((m) => m.seq === seq);
}
