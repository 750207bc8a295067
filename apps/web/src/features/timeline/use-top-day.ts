import { useEffect, useState } from 'react';
import type { Scrolling } from './use-scrolling.ts';
import type { Window } from './use-window.ts';

/** Where the label covers the list: a day's own mark under it need not be said twice. */
const labelPx = 36;

/** The day of what stands at the top of the view; null while its own mark is to be seen there, or nothing came before it. */
export function useTopDay(view: Window, scrolling: Scrolling): number | null {
  const [at, setAt] = useState<number | null>(null);
  const { rows } = view;
  const { scroller, list } = scrolling;
  useEffect(() => {
    const element = scroller.current;
    const look = (): void => {
      const handle = list.current;
      if (!handle || rows.length === 0) return setAt(null);
      let index = Math.min(rows.length - 1, handle.findItemIndex(handle.scrollOffset + labelPx));
      if (rows[index]?.kind !== 'message' && rows[index]?.kind !== 'outgoing') return setAt(null);
      while (index >= 0 && rows[index]?.kind !== 'day') index--;
      const day = rows[index];
      const mark = index >= 0 ? handle.getItemOffset(index) : 0;
      setAt(day?.kind === 'day' && mark + 12 < handle.scrollOffset ? day.at : null);
    };
    look();
    element?.addEventListener('scroll', look, { passive: true });
    return () => element?.removeEventListener('scroll', look);
  }, [rows, scroller, list]);
  return at;
}
