import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { useDoor } from '../../app/client.tsx';
import type { Row } from './rows.ts';
import { type Held, type Place, type Scroller, useGoTo, useToFoot } from './use-place.ts';
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

/** Within this many pixels of the foot one counts as being there. */
const footPx = 60;
/** More is loaded when this close to an edge. */
const edgePx = 900;

/** What lies below the view, as it is: virtua hears of a new place with the next scroll event only. */
const restOf = (element: HTMLElement): number => element.scrollHeight - element.scrollTop - element.clientHeight;
const indexOfSeq = (rows: readonly Row[], seq: number): number =>
  rows.findIndex((row) => row.kind === 'message' && row.message.seq >= seq);

export function useScrolling(view: Window, at: number | undefined): Scrolling {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const place = useRef<Place>({ stuck: at === undefined, wanted: at ?? null, placed: false, foot: 0, held: null });
  const [atFoot, setAtFoot] = useState(true);
  const { shift, generation } = useContinuity(view, place);
  const { rows, messages } = view;
  const toFoot = useToFoot(scroller, place);
  const loadEdges = useEdges(view, scroller, place);
  const { goTo, hold } = useGoTo(view, scroller, list, place);
  usePlacing(view, goTo, place, toFoot);
  useKeptFoot(view, scroller, place, toFoot);

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    const foot = restOf(element) < footPx;
    // What grows while it is measured leads away from the foot, too: that is followed, not somebody's leaving it.
    place.current.stuck = foot || (place.current.stuck && element.scrollTop >= place.current.foot - 1);
    if (place.current.held && Math.abs(element.scrollTop - place.current.held.top) > 2) place.current.held = null;
    setAtFoot(foot);
    loadEdges();
  };
  const onResize = (): void => {
    hold();
    if (place.current.stuck && !view.hasNewer) toFoot();
    if (scroller.current) setAtFoot(restOf(scroller.current) < footPx);
  };
  const stick = (): void => {
    place.current = { ...place.current, stuck: true, wanted: null, placed: true, held: null };
    toFoot();
  };
  const show = (seq: number): boolean => {
    const loaded = messages.some((m) => m.seq === seq);
    place.current.stuck = false;
    if (loaded) goTo(indexOfSeq(rows, seq), 'center');
    else place.current.wanted = seq;
    return loaded;
  };
  return { scroller, list, shift, generation, atFoot, onScroll, onResize, stick, show };
}

/** Loads what is older or newer when its edge comes near. */
function useEdges(view: Window, scroller: Scroller, place: RefObject<Place>): () => void {
  const client = useDoor();
  const { conversation, hasOlder, hasNewer, loading } = view;
  const load = useCallback(() => {
    const element = scroller.current;
    const { placed, wanted } = place.current;
    // Nothing is added to a window that is about to be replaced by another.
    if (!element || !conversation || loading || !placed || wanted !== null) return;
    if (hasOlder && element.scrollTop < edgePx) void client.loadOlder(conversation.id).catch(() => undefined);
    else if (hasNewer && restOf(element) < edgePx) void client.loadNewer(conversation.id).catch(() => undefined);
  }, [client, conversation, hasOlder, hasNewer, loading, scroller, place]);
  useEffect(load, [load]);
  return load;
}

/** The first place, or the place asked for by a jump: a message, the unread line, or the foot. */
function usePlacing(
  view: Window,
  goTo: (index: number, align: Held['align']) => void,
  place: RefObject<Place>,
  toFoot: () => void,
): void {
  const { loaded, rows, messages, hasNewer } = view;
  useLayoutEffect(() => {
    if (!loaded || rows.length === 0) return;
    const { wanted, placed } = place.current;
    // Only in a window that reaches around it: another one is on its way.
    const there = wanted !== null && (messages[0]?.seq ?? 0) <= wanted && wanted <= (messages.at(-1)?.seq ?? 0);
    const index = there ? indexOfSeq(rows, wanted) : -1;
    if (index >= 0) {
      place.current = { ...place.current, stuck: false, wanted: null, placed: true };
      goTo(index, 'center');
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
      goTo(unread, 'start');
    } else if (place.current.stuck && !hasNewer) toFoot();
  }, [loaded, rows, messages, hasNewer, goTo, place, toFoot]);
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
