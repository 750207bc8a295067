import { usePageKeys } from '../../app/page-keys.ts';

interface Door {
  move(by: 1 | -1): void;
  open(): void;
  search(): void;
  /** Answers whether there is an open record to label. */
  label(): boolean;
  /** Answers whether there was anything to close. */
  close(): boolean;
}

/** J and K walk through the list, Enter and O open, / goes to the search field, L to the labels of the open record, Escape closes the card: wherever the focus is. */
export const useRecordKeys = (door: Door): void =>
  usePageKeys((event) => (event.ctrlKey || event.metaKey ? null : actOf(event, door)));

function actOf(event: KeyboardEvent, door: Door): (() => unknown) | null {
  switch (event.key.toLowerCase()) {
    case 'j':
      return () => door.move(1);
    case 'k':
      return () => door.move(-1);
    case 'o':
      return door.open;
    case 'l':
      return door.label;
    case '/':
      return door.search;
    case 'escape':
      return door.close;
    case 'enter':
      // A focused link or button knows by itself.
      return event.target === document.body ? door.open : null;
    default:
      return null;
  }
}
