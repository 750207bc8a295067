import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useDoor, useStatus } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

function subscribeToNetwork(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Says that there is no connection, after a moment: short gaps mend themselves and are nobody's business. */
export function ConnectionBanner() {
  const { t } = useTranslation('shell');
  const client = useDoor();
  const status = useStatus();
  // The device knows that it has no network before a socket finds out.
  const network = useSyncExternalStore(subscribeToNetwork, () => navigator.onLine);
  const online = status === 'online' && network;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (online) return setShown(false);
    const timer = setTimeout(() => setShown(true), 2500);
    return () => clearTimeout(timer);
  }, [online]);
  if (!shown) return null;
  const words =
    status === 'connecting' ? `${t('connecting')} ${t('offline')}` : t(status === 'crowded' && network ? 'crowded' : 'offline');
  return (
    <div className="banner" role="status">
      <IconCloudOff size={16} aria-hidden />
      <span>{words}</span>
      {(status === 'offline' || status === 'crowded') && network && (
        <button type="button" className="link-button" onClick={() => client.wake(true)}>
          {t('reconnect')}
        </button>
      )}
    </div>
  );
}
