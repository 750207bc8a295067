import { type RefObject, useRef } from 'react';

export interface ListWalk {
  list: RefObject<HTMLUListElement | null>;
  /** Goes so many lines on and opens what is reached. */
  walk(by: number): void;
}

/** J and K on a page with a list of links: from the one that has the focus, else from the one that is open. */
export function useListWalk(lines: string): ListWalk {
  const list = useRef<HTMLUListElement>(null);
  const walk = (by: number): void => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>(lines) ?? [])];
    const focused = all.indexOf(document.activeElement as HTMLElement);
    const at = focused >= 0 ? focused : all.findIndex((one) => one.getAttribute('aria-current') === 'true');
    const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.click();
  };
  return { list, walk };
}
