import { type RefObject, useEffect, useRef } from 'react';
import type { ListRow } from '../naming.ts';
import { folderMovesOf, movesOf } from './drop-change.ts';
import { type LineActs, useLineActs } from './use-line-acts.ts';

const rowUnder = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-drop]') : null;

async function dropped(acts: LineActs, rows: readonly ListRow[], from: ListRow, onto: ListRow): Promise<void> {
  if (from.kind === 'conversation') {
    for (const { conversation, change } of movesOf(rows, from.conversation, onto)) void acts.change(conversation, change);
  } else if (from.place.section === 'folder') {
    for (const change of folderMovesOf(rows, from.place.folder, onto)) await acts.putFolder(change);
  }
}

/**
 * Lines are dragged to favourites, into folders and in their order, folders in theirs; the menus do the same by keyboard. Kept here, until it is dropped,
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
      const from = all.find((row) => row.key === dragged);
      const onto = all.find((row) => row.key === key);
      end();
      if (!from || !onto) return;
      event.preventDefault();
      void dropped(latest.current.acts, all, from, onto);
    };
    const on = { dragstart: start, dragover: over, drop, dragend: end } as const;
    for (const [type, listener] of Object.entries(on)) place.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(on)) place.removeEventListener(type, listener as EventListener);
    };
  }, [list]);
}
