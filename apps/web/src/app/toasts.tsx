import { Notification } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from './translation.tsx';

export interface Toast {
  kind: 'danger' | 'success' | 'info';
  text: string;
  action?: { label: string; run(): void };
  /** Stays until it is closed or acted upon. */
  stays?: boolean;
}

interface Shown extends Toast {
  id: number;
}

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const tell = (next: readonly Shown[]): void => {
  shown = next;
  for (const listener of listeners) listener();
};

const dismiss = (id: number): void => tell(shown.filter((t) => t.id !== id));

/** Says something at the edge of the window for a few seconds; the same words are not stacked. */
export function toast(toast: Toast): void {
  const id = ++lastId;
  tell([...shown.filter((t) => t.text !== toast.text), { ...toast, id }].slice(-3));
  if (!toast.stays) setTimeout(() => dismiss(id), toast.kind === 'danger' ? 8000 : 4000);
}

const look = {
  danger: { color: 'red', icon: <IconAlertTriangle size={18} /> },
  success: { color: 'teal', icon: <IconCheck size={18} /> },
  info: { color: 'accent', icon: <IconInfoCircle size={18} /> },
};

export function Toasts() {
  const { t } = useTranslation('app');
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <section className="toasts" aria-live="polite" aria-label="Rapport">
      {toasts.map((one) => (
        <Notification
          key={one.id}
          role={one.kind === 'danger' ? 'alert' : 'status'}
          withBorder
          {...look[one.kind]}
          onClose={() => dismiss(one.id)}
          closeButtonProps={{ 'aria-label': t('close') }}
        >
          <span>{one.text}</span>
          {one.action && (
            <button
              type="button"
              className="link-button"
              onClick={() => {
                one.action?.run();
                dismiss(one.id);
              }}
            >
              {one.action.label}
            </button>
          )}
        </Notification>
      ))}
    </section>
  );
}
