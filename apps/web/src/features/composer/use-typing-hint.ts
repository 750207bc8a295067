import { useCallback, useRef } from 'react';
import { useDoor } from '../../app/client.tsx';

/** Tells that I am writing, to the contact or among us: at most every four seconds, and at once where that changes. */
export function useTypingHint(conversation: string): (outward: boolean) => void {
  const client = useDoor();
  const last = useRef({ at: 0, outward: false });
  return useCallback(
    (outward) => {
      const now = Date.now();
      if (now - last.current.at < 4000 && last.current.outward === outward) return;
      last.current = { at: now, outward };
      client.typing(conversation, outward);
    },
    [client, conversation],
  );
}
