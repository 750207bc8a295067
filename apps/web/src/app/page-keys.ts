import { useEffect, useRef } from 'react';

/** Whether somebody writes, or a menu or dialog has the keys. */
const isTaken = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest('input, textarea, select, [role="menu"], [role="dialog"], [role="listbox"]') !== null);

/**
 * Keys of a whole page, wherever the focus is: `actOf` says what a key does, null where it is none of the page's. An act that answers false
 * leaves the key to others.
 */
export function usePageKeys(actOf: (event: KeyboardEvent) => (() => unknown) | null): void {
  const latest = useRef(actOf);
  latest.current = actOf;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey || isTaken(event.target)) return;
      const act = latest.current(event);
      if (act === null || act() === false) return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
