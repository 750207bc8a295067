import { useEffect } from 'react';

/** Asks again every second or so while something is under way on the server, or the last question failed, and the page is looked at. */
export function useAgain(underWay: boolean, reload: () => void, every = 1200): void {
  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), every);
    return () => clearInterval(timer);
  }, [underWay, reload, every]);
}
