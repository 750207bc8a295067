import type { Parsed } from '@rapport/contract';
import type { Connection, Connections, Platform, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { startFanOut } from './fan-out.ts';
import { Presence } from './presence.ts';
import { setPresence, typing, watch } from './watch.ts';

export interface Delivery {
  room: Room<Actor>;
  opened(connection: Connection<Actor>): void;
  closed(connection: Connection<Actor>): void;
}

/** The last room: what was committed reaches the devices of those it is for. */
export function createDelivery(platform: Platform, connections: Connections<Actor>): Delivery {
  const presence = new Presence(platform, connections);
  return {
    opened: (connection) => presence.opened(connection),
    closed: (connection) => presence.closed(connection),
    room: {
      name: 'delivery',
      routes: () => ({
        'delivery.watch': (actor: Actor, input: Parsed<'delivery.watch'>, origin) =>
          watch(platform, connections, presence, actor, input, origin),
        'delivery.typing': async (actor: Actor, input: Parsed<'delivery.typing'>, origin) => {
          await typing(platform, actor, input, origin);
          return {};
        },
        'delivery.setPresence': async (_actor: Actor, input: Parsed<'delivery.setPresence'>, origin) => {
          await setPresence(presence, input, origin);
          return {};
        },
      }),
      start: async () => {
        const stop = startFanOut(platform, connections);
        return async () => stop();
      },
    },
  };
}
