import type { Client } from '@rapport/client';
import { toast } from './toasts.tsx';
import { say } from './translation.tsx';

/** Least time between two looks for a new version (ms). */
const lookEvery = 5 * 60_000;

/** Offers the newer version; nothing changes before a person says so or every window is closed. */
function offer(reload: () => void): void {
  toast({
    kind: 'info',
    stays: true,
    text: say('app:newVersion'),
    action: { label: say('app:reloadNow'), run: reload },
  });
}

/**
 * Installs the worker that keeps the app on this device, and offers a newer version once it lies ready. The worker takes over
 * when asked to; this window then loads anew, others go on with what they have and get the same offer.
 */
export async function keepUpdated(client: Client): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  const first = serviceWorker.controller === null;
  let asked = false;
  const useWaiting = (): void => {
    asked = true;
    if (registration.waiting) registration.waiting.postMessage('use-now');
    else location.reload();
  };
  let taken = first;
  serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
    else if (taken) taken = false;
    else offer(() => location.reload());
  });
  const watch = (worker: ServiceWorker | null): void =>
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && serviceWorker.controller) offer(useWaiting);
    });
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  if (registration.waiting && serviceWorker.controller) offer(useWaiting);
  lookForUpdates(client, registration);
}

/** A server that was upgraded was away for a moment: after each reconnection is the time to look, and when one comes back. */
function lookForUpdates(client: Client, registration: ServiceWorkerRegistration): void {
  let last = Date.now();
  const look = (): void => {
    if (Date.now() - last < lookEvery) return;
    last = Date.now();
    registration.update().catch(() => undefined);
  };
  let status = client.state.status;
  client.subscribe(() => {
    if (client.state.status === status) return;
    status = client.state.status;
    if (status === 'online') look();
  });
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
}
