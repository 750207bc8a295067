import { type RefObject, useCallback, useRef } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Window } from './use-window.ts';

/** Where the list stands, kept outside of rendering: it changes with every wheel turn. */
export interface Place {
  /** At the foot, and staying there when something comes. */
  stuck: boolean;
  /** A message to be shown as soon as it is loaded. */
  wanted: number | null;
  /** Whether the first place was taken. */
  placed: boolean;
  /** Where it was put at the foot last (px from the top): further up only somebody's own scrolling leads. */
  foot: number;
  /** A row that it was put at, while the rows around it are measured. */
  held: Held | null;
}

/** `top`: where that led (px), from where only somebody's own scrolling leads away; held until then, or some time (ms) after the last measure. */
export interface Held {
  key: string;
  align: 'start' | 'center';
  top: number;
  until: number;
}

export type List = RefObject<VirtualizerHandle | null>;
export type Scroller = RefObject<HTMLDivElement | null>;

/** A row that is held at the top leaves so much above it. */
const aboveStart = 48;
/** So long after the last measure (ms) a row is held in its place. */
const heldFor = 150;
/**
 * To the foot, by the scroller itself: virtua's own way to a row goes on for a while and takes back whatever one scrolls meanwhile.
 * What grows while it is measured is followed with `onResize`.
 */
export function useToFoot(scroller: Scroller, place: RefObject<Place>): () => void {
  return useCallback(() => {
    const put = (): void => {
      const element = scroller.current;
      if (!element) return;
      element.scrollTop = element.scrollHeight;
      place.current.foot = element.scrollTop;
    };
    put();
    // Once more when all is drawn, unless somebody went up meanwhile.
    requestAnimationFrame(() => {
      if (place.current.stuck && (scroller.current?.scrollTop ?? 0) >= place.current.foot - 1) put();
    });
  }, [scroller, place]);
}

/** To a row, and there while what lies around it is measured, unless somebody scrolls: virtua's own way takes that back, too. */
export function useGoTo(
  { rows }: Window,
  scroller: Scroller,
  list: List,
  place: RefObject<Place>,
): { goTo(index: number, align: Held['align']): void; hold(): void } {
  const now = useRef(rows);
  now.current = rows;
  const put = useCallback(() => {
    const { held } = place.current;
    const element = scroller.current;
    const index = now.current.findIndex((row) => row.key === held?.key);
    if (!held || !element || !list.current || index < 0) return;
    const above = held.align === 'start' ? aboveStart : (element.clientHeight - list.current.getItemSize(index)) / 2;
    element.scrollTop = list.current.getItemOffset(index) - above;
    held.top = element.scrollTop;
  }, [scroller, list, place]);
  const hold = useCallback(() => {
    const { held } = place.current;
    const at = performance.now();
    if (!held || at > held.until) place.current.held = null;
    else {
      put();
      held.until = at + heldFor;
    }
  }, [put, place]);
  const goTo = useCallback(
    (index: number, align: Held['align']) => {
      const key = now.current[index]?.key;
      if (key === undefined) return;
      place.current.held = { key, align, top: 0, until: Number.POSITIVE_INFINITY };
      put();
    },
    [put, place],
  );
  return { goTo, hold };
}
