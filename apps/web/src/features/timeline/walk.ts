import type { KeyboardEvent } from 'react';

/** Arrow keys walk from message to message; Home and End to the ends of what is loaded. Escape leads back to the composer. */
export function walk(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement;
  const focused = target.closest<HTMLElement>('[data-message]');
  if (target !== event.currentTarget && target !== focused) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-message]')];
  const index = focused ? all.indexOf(focused) : all.length;
  const next =
    event.key === 'ArrowUp'
      ? all[index - 1]
      : event.key === 'ArrowDown'
        ? all[index + 1]
        : event.key === 'Home'
          ? all[0]
          : event.key === 'End'
            ? all.at(-1)
            : undefined;
  if (next) {
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  } else if (event.key === 'Escape' || (event.key === 'ArrowDown' && focused)) {
    event.currentTarget.closest('.drop-area')?.querySelector<HTMLElement>('textarea')?.focus();
  }
}
