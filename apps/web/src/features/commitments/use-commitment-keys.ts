import { type RefObject, useRef } from 'react';
import { usePageKeys } from '../../app/page-keys.ts';

/** J and K walk through the lines of a list, E says of one that it was kept; Enter follows the link that has the focus. */
export function useCommitmentKeys(): RefObject<HTMLUListElement | null> {
  const list = useRef<HTMLUListElement>(null);
  const lines = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('.commitment') ?? [])];
  const here = (): number => lines().findIndex((line) => line.contains(document.activeElement));
  const walk = (by: number): void => {
    const all = lines();
    const at = here();
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.querySelector('a')?.focus();
  };
  usePageKeys((event) => {
    if (event.ctrlKey || event.metaKey) return null;
    switch (event.key.toLowerCase()) {
      case 'j':
        return () => walk(1);
      case 'k':
        return () => walk(-1);
      case 'e':
        return () => lines()[here()]?.querySelector<HTMLButtonElement>('[data-act="kept"]')?.click();
      default:
        return null;
    }
  });
  return list;
}
