import { usePageKeys } from '../../app/page-keys.ts';

interface Door {
  move(by: 1 | -1): void;
  open(): void;
  done(): void;
  later(): void;
  undo(): void;
}

/** J and K walk, Enter and O open, E is done, H puts off, Z takes back: on the whole page, wherever the focus is. */
export const useNeedKeys = (door: Door): void => usePageKeys((event) => actOf(event, door));

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
