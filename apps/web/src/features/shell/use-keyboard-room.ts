import { useEffect, useState } from 'react';

/** Less than this (px) is the browser's own bar coming and going. */
const least = 120;

/**
 * Some phones lay their keyboard over the page instead of making it smaller. The shell then takes the room that is left (`--room`), so
 * that what one writes in stays in sight. Answers whether a keyboard is there.
 */
export function useKeyboardRoom(): boolean {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return;
    const root = document.documentElement;
    const fit = (): void => {
      // Whoever zooms in sees less of the page, too.
      const covered = view.scale === 1 && root.clientHeight - view.height > least;
      setOpen(covered);
      if (!covered) return void root.style.removeProperty('--room');
      root.style.setProperty('--room', `${view.height}px`);
      // The browser has moved the page to show the field; it is in sight without that.
      scrollTo(0, 0);
    };
    view.addEventListener('resize', fit);
    view.addEventListener('scroll', fit);
    return () => {
      view.removeEventListener('resize', fit);
      view.removeEventListener('scroll', fit);
      root.style.removeProperty('--room');
    };
  }, []);
  return open;
}
