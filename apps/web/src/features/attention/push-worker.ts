import type { NotificationTouched, PushMessage, WorkerScope } from '../../worker/scope.ts';
import { attention } from './words.ts';

const titles: Readonly<Record<string, keyof typeof attention>> = {
  urgent: 'pushUrgent',
  mention: 'pushMention',
  direct: 'pushDirect',
  keyword: 'pushKeyword',
  message: 'pushMessage',
  reminder: 'pushReminder',
  case: 'pushCase',
};

/** What a push says: ids, no words (DE11). */
interface Call {
  conversation: string;
  seq: number;
  reason: string;
  /** The case that a customer wrote in. */
  case?: string;
}

function callOf(event: PushMessage): Call | null {
  try {
    const told = event.data?.json() as Partial<Call> | undefined;
    return typeof told?.conversation === 'string' && typeof told.seq === 'number' && typeof told.reason === 'string'
      ? {
          conversation: told.conversation,
          seq: told.seq,
          reason: told.reason,
          ...(typeof told.case === 'string' ? { case: told.case } : {}),
        }
      : null;
  } catch {
    return null;
  }
}

/** The conversation's name, asked for with this browser's own session; nothing when that has ended. */
async function nameOf(conversation: string): Promise<string> {
  try {
    const answer = await fetch('/api/v1/conversations.get', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ conversation }),
    });
    const found = (await answer.json()) as { name?: unknown };
    return answer.ok && typeof found.name === 'string' ? found.name : '';
  } catch {
    return '';
  }
}

async function show(self: WorkerScope, event: PushMessage): Promise<void> {
  const call = callOf(event);
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  // Whoever looks at Rapport sees it there.
  if (!call || windows.some((one) => one.focused)) return;
  const language = self.navigator.language.startsWith('zh') ? 1 : 0;
  const options = {
    body: await nameOf(call.conversation),
    tag: call.conversation,
    renotify: true,
    requireInteraction: call.reason === 'urgent',
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    data: call.case ? `/inbox?case=${call.case}` : `/c/${call.conversation}/${call.seq}`,
  };
  await self.registration.showNotification(attention[titles[call.reason] ?? 'pushMessage'][language], options);
}

async function open(self: WorkerScope, event: NotificationTouched): Promise<void> {
  const path: unknown = event.notification.data;
  event.notification.close();
  if (typeof path !== 'string' || !/^\/(c\/|inbox\?case=)/.test(path)) return;
  const [window] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!window) return void (await self.clients.openWindow(path));
  // Browsers may refuse to bring it to the front; it goes there all the same.
  await window.focus().catch(() => undefined);
  // The page goes there by itself, without loading anew.
  window.postMessage({ type: 'open', path });
}

/** Shows what is pushed to this browser, and leads to it. */
export function showPushes(self: WorkerScope): void {
  self.addEventListener('push', (event) => event.waitUntil(show(self, event)));
  self.addEventListener('notificationclick', (event) => event.waitUntil(open(self, event)));
}
