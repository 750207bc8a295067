import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { WorkerScope } from '../../worker/scope.ts';
import { showPushes } from './push-worker.ts';

/** A worker's world that keeps what it shows and where it leads. */
function world(windows: { focused: boolean }[] = []) {
  const listeners = new Map<string, (event: never) => void>();
  const shown: [string, Record<string, unknown>][] = [];
  const led: unknown[] = [];
  const opened = windows.map((w) => ({ ...w, focus: async () => undefined, postMessage: (m: unknown) => led.push(m) }));
  const self = {
    navigator: { language: 'zh-CN' },
    registration: { showNotification: async (title: string, options: Record<string, unknown>) => shown.push([title, options]) },
    clients: { matchAll: async () => opened, openWindow: async (path: string) => led.push(path) },
    addEventListener: (type: string, listener: (event: never) => void) => listeners.set(type, listener),
  } as unknown as WorkerScope;
  showPushes(self);
  const send = async (type: string, event: object): Promise<void> => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(type)!({ ...event, waitUntil: (given: Promise<unknown>) => (work = given) } as never);
    await work;
  };
  const push = (data: unknown) => send('push', { data: { json: () => data } });
  return { shown, led, push, send };
}

const call = { conversation: '7d', seq: 12, reason: 'mention' };
beforeEach(() => vi.stubGlobal('fetch', async () => Response.json({ name: '产品周会', last: { text: '机密' } })));
afterEach(() => vi.unstubAllGlobals());

it('DE11 a push shows that something came and where, not what it says; clicked, it leads there', async () => {
  const { shown, push, send, led } = world();
  await push(call);
  expect(shown).toEqual([['有人提到你', expect.objectContaining({ body: '产品周会', tag: '7d', data: '/c/7d/12' })]]);
  expect(JSON.stringify(shown)).not.toContain('机密');
  await send('notificationclick', { notification: { data: '/c/7d/12', close: () => undefined } });
  expect(led).toEqual(['/c/7d/12']);
});

it('whoever looks at Rapport is shown nothing; an open window is led there without loading', async () => {
  const seen = world([{ focused: true }]);
  await seen.push(call);
  expect(seen.shown).toEqual([]);
  const { push, shown, send, led } = world([{ focused: false }]);
  await push({ ...call, reason: 'urgent' });
  expect(shown[0]).toEqual(['紧急消息', expect.objectContaining({ requireInteraction: true })]);
  await send('notificationclick', { notification: { data: '/c/7d/12', close: () => undefined } });
  expect(led).toEqual([{ type: 'open', path: '/c/7d/12' }]);
});

it('what is no call shows nothing, and a session that has ended names no conversation', async () => {
  const { push, shown } = world();
  for (const wrong of [null, 7, {}, { conversation: 1, seq: 'x' }]) await push(wrong);
  expect(shown).toEqual([]);
  vi.stubGlobal('fetch', async () => Response.json({ code: 'not-signed-in', name: 'secret' }, { status: 401 }));
  await push(call);
  expect(shown[0]![1].body).toBe('');
});

it('DE18 what a customer wrote leads to its case', async () => {
  const { shown, push, send, led } = world();
  await push({ ...call, reason: 'case', case: 'c5' });
  expect(shown).toEqual([['客户发来消息', expect.objectContaining({ data: '/inbox?case=c5' })]]);
  await send('notificationclick', { notification: { data: '/inbox?case=c5', close: () => undefined } });
  expect(led).toEqual(['/inbox?case=c5']);
});

it('a path to elsewhere is not followed', async () => {
  const { send, led } = world();
  await send('notificationclick', { notification: { data: 'https://evil.example/c/', close: () => undefined } });
  expect(led).toEqual([]);
});
