import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useRef, useState } from 'react';

export type Where = 'before' | 'into' | 'after';

/** The upper and the lower quarter of a row mean beside it, its middle inside. */
const whereOf = (row: Element, clientY: number): Where => {
  const { top, height } = row.getBoundingClientRect();
  const share = (clientY - top) / height;
  return share < 0.28 ? 'before' : share > 0.72 ? 'after' : 'into';
};

interface Drag {
  row: RefObject<HTMLDivElement | null>;
  handle: RefObject<HTMLSpanElement | null>;
  dragging: boolean;
  /** Where what is held over this row would go; null when it may not. */
  over: Where | null;
}

interface Options {
  id: string;
  /** Whether it may be taken from where it lies. */
  movable: boolean;
  may(dragged: string, where: Where): boolean;
  onDrop(dragged: string, where: Where): void;
}

/** Makes a row of the tree something to be dragged, and something to be dropped on. */
export function useDrag({ id, movable, may, onDrop }: Options): Drag {
  const row = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const [dragging, setDragging] = useState(false);
  const [over, setOver] = useState<Where | null>(null);
  const latest = useRef({ movable, may, onDrop });
  latest.current = { movable, may, onDrop };
  useEffect(() => {
    const element = row.current;
    if (!element) return;
    const look = (dragged: unknown, clientY: number): Where | null => {
      const where = whereOf(element, clientY);
      return typeof dragged === 'string' && latest.current.may(dragged, where) ? where : null;
    };
    return combine(
      draggable({
        element,
        ...(handle.current ? { dragHandle: handle.current } : {}),
        canDrag: () => latest.current.movable,
        getInitialData: () => ({ department: id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => typeof source.data.department === 'string' && source.data.department !== id,
        onDrag: ({ source, location }) => setOver(look(source.data.department, location.current.input.clientY)),
        onDragLeave: () => setOver(null),
        onDrop: ({ source, location }) => {
          setOver(null);
          const where = look(source.data.department, location.current.input.clientY);
          if (where) latest.current.onDrop(source.data.department as string, where);
        },
      }),
    );
  }, [id]);
  return { row, handle, dragging, over };
}
