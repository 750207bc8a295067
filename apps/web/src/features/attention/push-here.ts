import type { Client } from '@rapport/client';

export type PushState = 'unsupported' | 'insecure' | 'denied' | 'off' | 'on';

const registration = (): Promise<ServiceWorkerRegistration | undefined> => navigator.serviceWorker.getRegistration();

/** Whether this browser takes pushes, and why not. */
export async function pushState(): Promise<PushState> {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis) || !('Notification' in globalThis)) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  const worker = await registration();
  if (!worker) return 'unsupported';
  return (await worker.pushManager.getSubscription()) ? 'on' : 'off';
}

/** base64url, as the key is told (RFC 8292). */
function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (c) => c.charCodeAt(0));
}

/** Asks for permission, then for pushes to this browser; a no is an answer too. */
export async function switchPushOn(client: Client): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const worker = await registration();
  if (!worker) return 'unsupported';
  const { key } = await client.call('delivery.pushKey', {});
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
  const { endpoint, keys } = subscription.toJSON();
  await client.call('delivery.subscribePush', {
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
  });
  return 'on';
}

export async function switchPushOff(client: Client): Promise<PushState> {
  const subscription = await (await registration())?.pushManager.getSubscription();
  if (subscription) {
    await subscription.unsubscribe();
    await client.call('delivery.unsubscribePush', { endpoint: subscription.endpoint });
  }
  return pushState();
}
