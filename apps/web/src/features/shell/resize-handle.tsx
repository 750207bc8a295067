import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';

interface Props {
  min: number;
  max: number;
  /** What a double click and Enter go back to. */
  standard: number;
  width: number;
  /** The edge of the pane that moves. */
  side: 'left' | 'right';
  onDone(width: number): void;
}

const step = 16;

/** Drags the width of the pane it stands in, by pointer or by arrow keys. */
export function ResizeHandle({ min, max, standard, width, side, onDone }: Props) {
  const { t } = useTranslation('shell');
  const [now, setNow] = useState(width);
  const handle = useRef<HTMLDivElement>(null);
  const start = useRef<{ x: number; width: number } | null>(null);
  const pane = (): HTMLElement | null => handle.current?.parentElement ?? null;
  const show = (next: number): number => {
    const within = Math.round(Math.min(max, Math.max(min, next)));
    pane()?.style.setProperty('--pane-width', `${within}px`);
    return within;
  };
  const keep = (next: number): void => {
    const within = show(next);
    setNow(within);
    onDone(within);
  };
  const begin = (event: PointerEvent<HTMLDivElement>): void => {
    start.current = { x: event.clientX, width: pane()?.offsetWidth ?? now };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const from = start.current;
    if (from) show(from.width + (event.clientX - from.x) * (side === 'right' ? 1 : -1));
  };
  const end = (): void => {
    if (start.current) keep(pane()?.offsetWidth ?? now);
    start.current = null;
  };
  const onKey = (event: KeyboardEvent): void => {
    const wider = side === 'right' ? 'ArrowRight' : 'ArrowLeft';
    const narrower = side === 'right' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key === wider) keep(now + step);
    else if (event.key === narrower) keep(now - step);
    else if (event.key === 'Home') keep(min);
    else if (event.key === 'End') keep(max);
    else if (event.key === 'Enter') keep(standard);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no line between texts
    <div
      ref={handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('paneWidth')}
      aria-valuenow={now}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className={`resize-handle resize-${side}`}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => keep(standard)}
      onKeyDown={onKey}
    />
  );
}
