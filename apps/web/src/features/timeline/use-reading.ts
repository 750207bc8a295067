import { useEffect, useRef, useState } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { newerThan } from './rows.ts';
import type { Scrolling } from './use-scrolling.ts';
import type { Window } from './use-window.ts';

const isLooking = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** The last message that is in view, by what the list has measured. */
function lastSeen(view: Window, scrolling: Scrolling): number {
  const handle = scrolling.list.current;
  if (!handle) return 0;
  let index = handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 8);
  for (; index >= 0; index--) {
    const row = view.rows[index];
    if (row?.kind === 'message') return row.message.seq;
  }
  return 0;
}

/** Moves the read pointer with what is really seen, and counts what came below. */
export function useReading(id: string, view: Window, scrolling: Scrolling): { below: number } {
  const client = useDoor();
  const online = useStatus() === 'online';
  const marked = useRef(0);
  const [seen, setSeen] = useState(0);
  const mine = view.conversation?.me;
  const now = useRef({ view, scrolling, mine });
  now.current = { view, scrolling, mine };

  // New rows at the foot are seen without scrolling; with the line back, what was read without it counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks again whenever rows or the place changed
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const { view: v, scrolling: s, mine: m } = now.current;
        const seq = lastSeen(v, s);
        setSeen((old) => Math.max(old, seq));
        if (!m || m.left || !isLooking() || seq <= marked.current) return;
        marked.current = seq;
        if (seq <= m.readSeq && m.unreadFrom === null) return;
        // What the house was not told is told when it is there again.
        void client.markRead(id, seq).then((done) => {
          if (!done && marked.current === seq) marked.current = 0;
        });
      }, 250);
    };
    const element = scrolling.scroller.current;
    look();
    element?.addEventListener('scroll', look, { passive: true });
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      element?.removeEventListener('scroll', look);
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client, id, online, scrolling.scroller, view.rows, scrolling.atFoot]);

  if (view.hasNewer) return { below: mine?.unread ?? 0 };
  return { below: seen === 0 ? 0 : newerThan(view.messages, seen, view.me) };
}
