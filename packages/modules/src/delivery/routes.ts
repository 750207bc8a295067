import type { Parsed } from '@rapport/contract';
import type { Connections, Handlers, Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { listNeeds } from './list-needs.ts';
import { listNotifications } from './list-notifications.ts';
import type { Presence } from './presence.ts';
import { pushTransport } from './push-desk.ts';
import { changeSettings, settingsOf } from './settings.ts';
import { subscribePush, unsubscribePush } from './subscriptions.ts';
import { countWaiting } from './waiting-cases.ts';
import { setPresence, typing, watch } from './watch.ts';

const done = async (act: Promise<unknown>): Promise<Record<string, never>> => {
  await act;
  return {};
};

export const routes = (platform: Platform, connections: Connections<Actor>, presence: Presence): Handlers<Actor> => ({
  'delivery.watch': (actor, input: Parsed<'delivery.watch'>, origin) =>
    watch(platform, connections, presence, actor, input, origin),
  'delivery.typing': (actor, input: Parsed<'delivery.typing'>) => done(typing(platform, actor, input)),
  'delivery.setPresence': (_actor, input: Parsed<'delivery.setPresence'>, origin) => done(setPresence(presence, input, origin)),
  'delivery.notifications': (actor, input: Parsed<'delivery.notifications'>) => listNotifications(platform, actor, input),
  'delivery.attention': (actor) => listNeeds(platform, actor),
  'delivery.waitingCases': (actor) => countWaiting(platform, actor),
  'delivery.settings': (actor) => settingsOf(platform, actor),
  'delivery.changeSettings': (actor, input: Parsed<'delivery.changeSettings'>) => changeSettings(platform, actor, input),
  'delivery.pushKey': async () => ({ key: (await pushTransport(platform)).publicKey }),
  'delivery.subscribePush': (actor, input: Parsed<'delivery.subscribePush'>) => done(subscribePush(platform, actor, input)),
  'delivery.unsubscribePush': (actor, input: Parsed<'delivery.unsubscribePush'>) => done(unsubscribePush(platform, actor, input)),
});
