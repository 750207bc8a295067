import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import type { CardPlace } from './person-card-view.tsx';

const PersonCard = lazy(async () => ({ default: (await import('./person-card-view.tsx')).PersonCard }));

interface Open {
  id: string;
  at: CardPlace;
}

let open: Open | null = null;
const listeners = new Set<() => void>();
const show = (next: Open | null): void => {
  open = next;
  for (const listener of listeners) listener();
};

/** Where there is room beside what one reads, people open there; undefined elsewhere. */
let beside: ((id: string) => void) | undefined;
const roomBeside = '(min-width: 900px)';

/** Whatever stands here shows people beside it, in its own address. */
export function usePeopleBeside(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const open = (id: string): void => void navigate({ to: '.', search: (old: object) => ({ ...old, person: id }) });
    beside = open;
    return () => {
      if (beside === open) beside = undefined;
    };
  }, [navigate]);
}

/** Shows who a person is: in the side pane where there is one and room for it, else beside what was clicked. */
export function openPersonCard(id: string, rect: DOMRect): void {
  if (beside && matchMedia(roomBeside).matches) return beside(id);
  show({ id, at: { left: rect.left, top: rect.top, width: rect.width, height: rect.height } });
}

/** One card for the whole page. */
export function PersonCardPlace() {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
  if (!now) return null;
  return (
    <Suspense fallback={null}>
      <PersonCard id={now.id} at={now.at} onClose={() => show(null)} />
    </Suspense>
  );
}
