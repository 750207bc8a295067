import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useDoor } from '../../app/client.tsx';
import type { Row } from './rows.ts';
import type { Window } from './use-window.ts';

export interface Scrolling {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<VirtualizerHandle | null>;
  /** True in the render in which messages came in above: virtua then keeps what is seen in place. */
  shift: boolean;
  /** Changes when the window was replaced by another: sizes measured before mean nothing then. */
  generation: number;
  atFoot: boolean;
  onScroll(offset: number): void;
  onResize(): void;
  stick(): void;
  /** Brings a message into the middle; false when it is not loaded. */
  show(seq: number): boolean;
}

/** Within this many pixels of the foot one counts as being there. */
const footPx = 60;
/** More is loaded when this close to an edge. */
const edgePx = 900;

const indexOfSeq = (rows: readonly Row[], seq: number): number =>
  rows.findIndex((row) => row.kind === 'message' && row.message.seq >= seq);

export function useScrolling(view: Window, at: number | undefined): Scrolling {
  const client = useDoor();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const stuck = useRef(at === undefined);
  const wanted = useRef<number | null>(at ?? null);
  const placed = useRef(false);
  const before = useRef<{ first: number; last: number } | null>(null);
  const [atFoot, setAtFoot] = useState(true);
  const { shift, generation } = useContinuity(view, before, placed);
  const { rows, conversation, hasOlder, hasNewer, loading } = view;

  const toFoot = useCallback(() => {
    if (rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows.length]);

  const loadEdges = useCallback(() => {
    const handle = list.current;
    if (!handle || !conversation || loading || !placed.current) return;
    const rest = handle.scrollSize - handle.scrollOffset - handle.viewportSize;
    if (hasOlder && handle.scrollOffset < edgePx) void client.loadOlder(conversation.id).catch(() => undefined);
    else if (hasNewer && rest < edgePx) void client.loadNewer(conversation.id).catch(() => undefined);
  }, [client, conversation, hasOlder, hasNewer, loading]);

  // The first place, or the place asked for by a jump: a message, the unread line, or the foot.
  useLayoutEffect(() => {
    if (!view.loaded || rows.length === 0) return;
    if (wanted.current !== null) {
      const index = indexOfSeq(rows, wanted.current);
      if (index >= 0) {
        list.current?.scrollToIndex(index, { align: 'center' });
        wanted.current = null;
        stuck.current = false;
        placed.current = true;
        return;
      }
    }
    if (!placed.current) {
      placed.current = true;
      const unread = rows.findIndex((row) => row.kind === 'unread');
      if (unread >= 0) {
        stuck.current = false;
        list.current?.scrollToIndex(unread, { align: 'start', offset: -48 });
        return;
      }
    }
    if (stuck.current && !hasNewer) toFoot();
  }, [view.loaded, rows, hasNewer, toFoot]);

  // Sizes change after the fact (a reaction, the composer growing, the keyboard of a phone): the foot stays the foot.
  useEffect(() => {
    const element = scroller.current;
    if (!element || !view.loaded) return;
    const observer = new ResizeObserver(() => {
      if (stuck.current && !hasNewer) toFoot();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [view.loaded, hasNewer, toFoot]);

  useEffect(loadEdges, [loadEdges]);

  const measure = useCallback(() => {
    const handle = list.current;
    if (!handle) return;
    const foot = handle.scrollSize - handle.scrollOffset - handle.viewportSize < footPx;
    setAtFoot(foot);
    return foot;
  }, []);

  return {
    scroller,
    list,
    shift,
    generation,
    atFoot,
    onScroll: useCallback(() => {
      const foot = measure();
      if (foot !== undefined) stuck.current = foot;
      loadEdges();
    }, [measure, loadEdges]),
    onResize: useCallback(() => {
      if (stuck.current && !hasNewer) toFoot();
      measure();
    }, [hasNewer, toFoot, measure]),
    stick: useCallback(() => {
      stuck.current = true;
      wanted.current = null;
      toFoot();
    }, [toFoot]),
    show: useCallback(
      (seq) => {
        const loaded = view.messages.some((m) => m.seq === seq);
        if (loaded) list.current?.scrollToIndex(indexOfSeq(rows, seq), { align: 'center' });
        else wanted.current = seq;
        stuck.current = false;
        return loaded;
      },
      [rows, view.messages],
    ),
  };
}

/** Tells a window that grew upwards from one that was replaced. */
function useContinuity(
  view: Window,
  before: RefObject<{ first: number; last: number } | null>,
  placed: RefObject<boolean>,
): { shift: boolean; generation: number } {
  const generation = useRef(0);
  const first = view.messages[0]?.seq ?? 0;
  const last = view.messages.at(-1)?.seq ?? 0;
  const old = before.current;
  const replaced = old !== null && old.last > 0 && last > 0 && (first > old.last + 1 || last < old.first - 1);
  const shift = old !== null && old.first > 0 && !replaced && first !== old.first;
  useLayoutEffect(() => {
    before.current = { first, last };
  }, [before, first, last]);
  if (replaced && old) {
    generation.current++;
    before.current = { first, last };
    placed.current = true;
  }
  return { shift, generation: generation.current };
}
