import { type RefObject, useEffect, useRef } from 'react';
import type { ListRow } from '../naming.ts';
import { movesOf } from './drop-change.ts';
import { useLineActs } from './use-line-acts.ts';

const rowUnder = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-drop]') : null;

/**
 * Lines are dragged to favourites, into folders and in their order; the menus do the same by keyboard. Kept here, until it is dropped,
 * is what is dragged: rows come and go while the list scrolls.
 */
export function useListDrag(list: RefObject<HTMLElement | null>, rows: readonly ListRow[]): void {
  const acts = useLineActs();
  const latest = useRef({ rows, acts });
  latest.current = { rows, acts };
  useEffect(() => {
    const place = list.current;
    if (!place) return;
    let dragged: string | null = null;
    let marked: HTMLElement | null = null;
    const mark = (row: HTMLElement | null): void => {
      marked?.removeAttribute('data-over');
      marked = row;
      row?.setAttribute('data-over', '');
    };
    const start = (event: DragEvent): void => {
      dragged = rowUnder(event.target)?.dataset.drop ?? null;
    };
    const over = (event: DragEvent): void => {
      if (!dragged) return;
      const row = rowUnder(event.target);
      mark(row);
      if (row) event.preventDefault();
    };
    const end = (): void => {
      dragged = null;
      mark(null);
    };
    const drop = (event: DragEvent): void => {
      const key = rowUnder(event.target)?.dataset.drop;
      const all = latest.current.rows;
      const from = all.find((row) => row.kind === 'conversation' && row.key === dragged);
      const onto = all.find((row) => row.key === key);
      end();
      if (from?.kind !== 'conversation' || !onto) return;
      event.preventDefault();
      for (const { conversation, change } of movesOf(all, from.conversation, onto))
        void latest.current.acts.change(conversation, change);
    };
    const on = { dragstart: start, dragover: over, drop, dragend: end } as const;
    for (const [type, listener] of Object.entries(on)) place.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(on)) place.removeEventListener(type, listener as EventListener);
    };
  }, [list]);
}
