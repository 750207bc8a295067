import type { RefObject } from 'react';
import { useListWalk } from '../../app/list-walk.ts';
import { usePageKeys } from '../../app/page-keys.ts';

/** J and K walk through the list and open who is reached, E edits who is open, W writes to them, N makes a new one, / goes to the search. */
export function useContactsKeys({ onNew }: { onNew: (() => void) | undefined }): RefObject<HTMLUListElement | null> {
  const { list, walk } = useListWalk('a.contact-line');
  usePageKeys((event) => {
    if (event.ctrlKey || event.metaKey) return null;
    switch (event.key.toLowerCase()) {
      case 'j':
        return () => walk(1);
      case 'k':
        return () => walk(-1);
      case 'e':
        return () => document.querySelector<HTMLElement>('[data-act="edit-contact"]')?.click();
      case 'w':
        return () => document.querySelector<HTMLElement>('[data-act="write-contact"]')?.click();
      case 'n':
        return onNew ?? null;
      case '/':
        return () => document.querySelector<HTMLElement>('.contacts-find input')?.focus();
      default:
        return null;
    }
  });
  return list;
}
