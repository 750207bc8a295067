import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDoor } from '../../app/client.tsx';
import { deviceNow } from '../../app/device.ts';
import { onNotified } from './notified.ts';
import { chime } from './sound.ts';

/** While Rapport is open: a sound when something calls, unless one looks at it or is not to be disturbed; and the way a push leads. */
export function useNotices(): void {
  const client = useDoor();
  const navigate = useNavigate();
  useEffect(
    () =>
      onNotified(({ conversation, reason }) => {
        const quiet = (client.state.me?.user.quietUntil ?? 0) > Date.now();
        const shown = document.hasFocus() && location.pathname.startsWith(`/c/${conversation}`);
        if (deviceNow().sound && !shown && (!quiet || reason === 'urgent')) chime(reason === 'urgent');
      }),
    [client],
  );
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const onMessage = ({ data }: MessageEvent): void => {
      const told = data as { type?: unknown; path?: unknown } | null;
      const place = told?.type === 'open' && typeof told.path === 'string' ? /^\/c\/([^/]+)\/(\d+)$/.exec(told.path) : null;
      if (place?.[1] && place[2])
        void navigate({ to: '/c/$conversation/$seq', params: { conversation: place[1], seq: place[2] }, search: {} });
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [navigate]);
}
