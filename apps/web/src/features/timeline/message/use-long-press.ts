import { type TouchEvent, useRef } from 'react';

/** Long press on a touch screen; moving the finger (scrolling) calls it off. */
export function useLongPress(run: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef({ x: 0, y: 0 });
  const fired = useRef(false);
  const stop = (): void => clearTimeout(timer.current);
  const end = (event: TouchEvent): void => {
    stop();
    // The finger that is lifted must not press what has just opened under it.
    if (fired.current) event.preventDefault();
    fired.current = false;
  };
  return {
    onTouchStart: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!touch || event.touches.length > 1) return stop();
      from.current = { x: touch.clientX, y: touch.clientY };
      fired.current = false;
      timer.current = setTimeout(() => {
        fired.current = true;
        run();
      }, 450);
    },
    onTouchMove: (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!touch || Math.abs(touch.clientX - from.current.x) + Math.abs(touch.clientY - from.current.y) > 10) stop();
    },
    onTouchEnd: end,
    onTouchCancel: stop,
  };
}
