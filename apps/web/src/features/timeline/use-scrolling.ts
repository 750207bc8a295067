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
  onScroll(): void;
  onResize(): void;
  stick(): void;
  /** Brings a message into the middle; false when it is not loaded. */
  show(seq: number): boolean;
}

/** Where the list stands, kept outside of rendering: it changes with every wheel turn. */
interface Place {
  /** At the foot, and staying there when something comes. */
  stuck: boolean;
  /** A message to be shown as soon as it is loaded. */
  wanted: number | null;
  /** Whether the first place was taken. */
  placed: boolean;
}

/** Within this many pixels of the foot one counts as being there. */
const footPx = 60;
/** More is loaded when this close to an edge. */
const edgePx = 900;

const restOf = (list: VirtualizerHandle): number => list.scrollSize - list.scrollOffset - list.viewportSize;
const indexOfSeq = (rows: readonly Row[], seq: number): number =>
  rows.findIndex((row) => row.kind === 'message' && row.message.seq >= seq);

export function useScrolling(view: Window, at: number | undefined): Scrolling {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const place = useRef<Place>({ stuck: at === undefined, wanted: at ?? null, placed: false });
  const [atFoot, setAtFoot] = useState(true);
  const { shift, generation } = useContinuity(view, place);
  const { rows, messages } = view;
  const toFoot = useCallback(() => {
    if (rows.length > 0) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    // What grows while it is measured is followed once more.
    requestAnimationFrame(() => {
      if (place.current.stuck && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    });
  }, [rows.length]);
  const loadEdges = useEdges(view, list, place);
  usePlacing(view, list, place, toFoot);
  useKeptFoot(view, scroller, place, toFoot);

  const onScroll = (): void => {
    if (!list.current) return;
    const foot = restOf(list.current) < footPx;
    place.current.stuck = foot;
    setAtFoot(foot);
    loadEdges();
  };
  const onResize = (): void => {
    if (place.current.stuck && !view.hasNewer) toFoot();
    if (list.current) setAtFoot(restOf(list.current) < footPx);
  };
  const stick = (): void => {
    place.current = { stuck: true, wanted: null, placed: true };
    toFoot();
  };
  const show = (seq: number): boolean => {
    const loaded = messages.some((m) => m.seq === seq);
    place.current.stuck = false;
    if (loaded) list.current?.scrollToIndex(indexOfSeq(rows, seq), { align: 'center' });
    else place.current.wanted = seq;
    return loaded;
  };
  return { scroller, list, shift, generation, atFoot, onScroll, onResize, stick, show };
}

/** Loads what is older or newer when its edge comes near. */
function useEdges(view: Window, list: RefObject<VirtualizerHandle | null>, place: RefObject<Place>): () => void {
  const client = useDoor();
  const { conversation, hasOlder, hasNewer, loading } = view;
  const load = useCallback(() => {
    const handle = list.current;
    // Nothing is added to a window that is about to be replaced by another.
    if (!handle || !conversation || loading || !place.current.placed || place.current.wanted !== null) return;
    if (hasOlder && handle.scrollOffset < edgePx) void client.loadOlder(conversation.id).catch(() => undefined);
    else if (hasNewer && restOf(handle) < edgePx) void client.loadNewer(conversation.id).catch(() => undefined);
  }, [client, conversation, hasOlder, hasNewer, loading, list, place]);
  useEffect(load, [load]);
  return load;
}

/** The first place, or the place asked for by a jump: a message, the unread line, or the foot. */
function usePlacing(view: Window, list: RefObject<VirtualizerHandle | null>, place: RefObject<Place>, toFoot: () => void): void {
  const { loaded, rows, messages, hasNewer } = view;
  useLayoutEffect(() => {
    if (!loaded || rows.length === 0) return;
    const { wanted, placed } = place.current;
    // Only in a window that reaches around it: another one is on its way.
    const there = wanted !== null && (messages[0]?.seq ?? 0) <= wanted && wanted <= (messages.at(-1)?.seq ?? 0);
    const index = there ? indexOfSeq(rows, wanted) : -1;
    if (index >= 0) {
      place.current = { stuck: false, wanted: null, placed: true };
      list.current?.scrollToIndex(index, { align: 'center' });
      return;
    }
    if (wanted !== null) {
      // Not there and not coming (a link to what does not exist): show what there is.
      const timer = setTimeout(() => {
        place.current.wanted = null;
        toFoot();
      }, 4000);
      return () => clearTimeout(timer);
    }
    const unread = placed ? -1 : rows.findIndex((row) => row.kind === 'unread');
    place.current.placed = true;
    if (unread >= 0) {
      place.current.stuck = false;
      list.current?.scrollToIndex(unread, { align: 'start', offset: -48 });
    } else if (place.current.stuck && !hasNewer) toFoot();
  }, [loaded, rows, messages, hasNewer, list, place, toFoot]);
}

/** Sizes change after the fact (the composer growing, the keyboard of a phone): the foot stays the foot. */
function useKeptFoot(
  view: Window,
  scroller: RefObject<HTMLDivElement | null>,
  place: RefObject<Place>,
  toFoot: () => void,
): void {
  const { loaded, hasNewer } = view;
  useEffect(() => {
    const element = scroller.current;
    if (!element || !loaded) return;
    const observer = new ResizeObserver(() => {
      if (place.current.stuck && !hasNewer) toFoot();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [loaded, hasNewer, scroller, place, toFoot]);
}

/** Tells a window that grew upwards from one that was replaced. */
function useContinuity(view: Window, place: RefObject<Place>): { shift: boolean; generation: number } {
  const before = useRef<{ first: number; last: number } | null>(null);
  const generation = useRef(0);
  const first = view.messages[0]?.seq ?? 0;
  const last = view.messages.at(-1)?.seq ?? 0;
  const old = before.current;
  const replaced = old !== null && old.last > 0 && last > 0 && (first > old.last + 1 || last < old.first - 1);
  const shift = old !== null && old.first > 0 && !replaced && first !== old.first;
  useLayoutEffect(() => {
    before.current = { first, last };
  }, [first, last]);
  if (replaced) {
    generation.current++;
    before.current = { first, last };
    place.current.placed = true;
  }
  return { shift, generation: generation.current };
}
