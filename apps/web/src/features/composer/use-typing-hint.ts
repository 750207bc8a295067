import { useCallback, useRef } from 'react';
import { useDoor } from '../../app/client.tsx';

/** Tells that I am writing, at most every four seconds. */
export function useTypingHint(conversation: string): () => void {
  const client = useDoor();
  const last = useRef(0);
  return useCallback(() => {
    const now = Date.now();
    if (now - last.current < 4000) return;
    last.current = now;
    client.typing(conversation);
  }, [client, conversation]);
}
