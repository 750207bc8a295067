import { useEffect, useRef } from 'react';

interface Door {
  move(by: 1 | -1): void;
  open(): void;
  done(): void;
  later(): void;
  undo(): void;
}

/** Whether somebody writes, or a menu or dialog has the keys. */
const isTaken = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="menu"], [role="dialog"]') !== null);

/** J and K walk, Enter and O open, E is done, H puts off, Z takes back: on the whole page, wherever the focus is. */
export function useNeedKeys(door: Door): void {
  const latest = useRef(door);
  latest.current = door;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey || isTaken(event.target)) return;
      const act = actOf(event, latest.current);
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function actOf(event: KeyboardEvent, door: Door): (() => void) | null {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return key === 'z' && !event.shiftKey ? door.undo : null;
  switch (key) {
    case 'j':
    case 'arrowdown':
      return () => door.move(1);
    case 'k':
    case 'arrowup':
      return () => door.move(-1);
    case 'o':
      return door.open;
    case 'e':
      return door.done;
    case 'h':
      return door.later;
    case 'z':
      return door.undo;
    case 'enter':
      // A focused link or button knows by itself.
      return event.target === document.body ? door.open : null;
    default:
      return null;
  }
}
