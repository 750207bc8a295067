import type { Client } from '@rapport/client';
import { forgetUploads } from '../features/files/kept-uploads.ts';

const leaving = 'rapport.leaving';

/** The browser's promise to wake us with messages is this person's, and ends with the session. */
async function dropPush(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const subscription = await registration?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close();
}

/**
 * Signs out and takes everything of this person from the device: the store, what waits to be sent, notifications. The app itself
 * stays, as it holds nothing of anybody. Without a network the session on the server is ended at the next start.
 */
export async function leave(client: Client): Promise<void> {
  localStorage.setItem(leaving, 'yes');
  await dropPush().catch(() => undefined);
  sessionStorage.clear();
  await forgetUploads();
  if (await client.signOut()) localStorage.removeItem(leaving);
}

/** Ends the session that could not be ended when its person left; nothing is shown before. */
export async function finishLeaving(client: Client): Promise<void> {
  if (localStorage.getItem(leaving) === null) return;
  if (await client.signOut()) localStorage.removeItem(leaving);
}

/** Another window of this browser signed out or in as somebody else: this one begins anew. */
export const goneElsewhere = (): void => location.assign('/');
