import { type PointerEvent, useRef } from 'react';

interface Props {
  min: number;
  max: number;
  /** The edge of the pane that moves. */
  side: 'left' | 'right';
  onDone(width: number): void;
}

/** Drags the width of the pane it stands in; the arrow keys are not needed, since no content depends on it. */
export function ResizeHandle({ min, max, side, onDone }: Props) {
  const start = useRef<{ x: number; width: number; pane: HTMLElement } | null>(null);
  const begin = (event: PointerEvent<HTMLDivElement>): void => {
    const pane = event.currentTarget.parentElement;
    if (!pane) return;
    start.current = { x: event.clientX, width: pane.offsetWidth, pane };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const from = start.current;
    if (!from) return;
    const delta = (event.clientX - from.x) * (side === 'right' ? 1 : -1);
    from.pane.style.setProperty('--pane-width', `${Math.min(max, Math.max(min, from.width + delta))}px`);
  };
  const end = (): void => {
    if (start.current) onDone(start.current.pane.offsetWidth);
    start.current = null;
  };
  return (
    <div
      className={`resize-handle resize-${side}`}
      aria-hidden
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    />
  );
}
