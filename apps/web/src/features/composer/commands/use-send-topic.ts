import { useCallback } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { useTalk } from '../../conversations/talk-context.ts';

/** Sends a message and opens its topic as soon as it has arrived. */
export function useSendTopic(conversation: string): (text: string) => void {
  const client = useDoor();
  const talk = useTalk();
  return useCallback(
    (text) => {
      const clientId = client.send(conversation, { text });
      const me = client.state.me?.user.id;
      const end = client.subscribe(() => {
        const sent = client.state.timelines[conversation]?.messages.findLast((m) => m.clientId === clientId && m.sender === me);
        const gone = !sent && !client.state.outbox[conversation]?.some((item) => item.clientId === clientId);
        if (!sent && !gone) return;
        end();
        if (sent) talk.openTopic(sent);
      });
    },
    [client, conversation, talk],
  );
}
