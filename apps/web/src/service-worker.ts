import { showPushes } from './features/attention/push-worker.ts';
import { AppKeeper } from './worker/keep-app.ts';
import type { WorkerScope } from './worker/scope.ts';

declare const self: WorkerScope;

showPushes(self);
const keeper = new AppKeeper(self, self.__WB_MANIFEST);

self.addEventListener('install', (event) => event.waitUntil(keeper.install()));
self.addEventListener('activate', (event) => event.waitUntil(keeper.activate()));
self.addEventListener('fetch', (event) => {
  const answer = keeper.answer(event);
  if (answer) event.respondWith(answer);
});
self.addEventListener('message', (event) => {
  // A person asked for the version that waits.
  if (event.data === 'use-now') event.waitUntil(self.skipWaiting());
});
