import { type RefObject, useRef } from 'react';
import { usePageKeys } from '../../app/page-keys.ts';

/** J and K walk through the cases, Enter opens, A assigns, T takes the one that is reached. */
export function useNowKeys(take: (id: string) => void): RefObject<HTMLDivElement | null> {
  const page = useRef<HTMLDivElement>(null);
  const here = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>('.live-line') ?? null;
  const walk = (by: number): void => {
    const all = [...(page.current?.querySelectorAll<HTMLElement>('a.live-open') ?? [])];
    const at = all.findIndex((one) => one.closest('.live-line') === here());
    all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  const assign = (): boolean => {
    const button = here()?.querySelector<HTMLElement>('[data-act="assign"]');
    button?.click();
    return button != null;
  };
  const takeHere = (): boolean => {
    const id = here()?.dataset.case;
    if (id) take(id);
    return id !== undefined;
  };
  usePageKeys((event) => {
    if (event.ctrlKey || event.metaKey) return null;
    return { j: () => walk(1), k: () => walk(-1), a: assign, t: takeHere }[event.key.toLowerCase()] ?? null;
  });
  return page;
}
