import { useEffect } from 'react';

/** What had the focus last, outside of menus and dialogs: they come and go, and what opened them stays. */
let before: HTMLElement | null = null;

function remember(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target !== document.body && !target.closest('[role=dialog], [role=menu]')) before = target;
}

/** Keeps an eye on the focus for those who give it back. */
export function useFocusWatch(): void {
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent): void => remember(target);
    // The page may have put the focus somewhere before anybody listened.
    remember(document.activeElement);
    addEventListener('focusin', onFocus);
    return () => removeEventListener('focusin', onFocus);
  }, []);
}

/** When what calls this goes, the focus goes back to where it was, unless it has been put somewhere already. */
export function useFocusBack(): void {
  useEffect(() => {
    const back = before;
    return () =>
      void requestAnimationFrame(() => {
        if (document.activeElement === document.body && back?.isConnected) back.focus({ preventScroll: true });
      });
  }, []);
}
