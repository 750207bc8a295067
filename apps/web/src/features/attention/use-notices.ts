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
      onNotified(({ conversation, reason, case: of }) => {
        const quiet = (client.state.me?.user.quietUntil ?? 0) > Date.now();
        const here = of ? location.search.includes(of) : location.pathname.startsWith(`/c/${conversation}`);
        const shown = document.hasFocus() && here;
        if (deviceNow().sound && !shown && (!quiet || reason === 'urgent')) chime(reason === 'urgent');
      }),
    [client],
  );
  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const onMessage = ({ data }: MessageEvent): void => {
      const told = data as { type?: unknown; path?: unknown } | null;
      if (told?.type !== 'open' || typeof told.path !== 'string') return;
      const [, conversation, seq] = /^\/c\/([^/]+)\/(\d+)$/.exec(told.path) ?? [];
      if (conversation && seq) return void navigate({ to: '/c/$conversation/$seq', params: { conversation, seq }, search: {} });
      const [, of] = /^\/inbox\?case=([0-9a-f-]{36})$/.exec(told.path) ?? [];
      if (of) void navigate({ to: '/inbox', search: { case: of } as never });
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, [navigate]);
}
