import { type Connection, type Connections, LogReader, type Platform, type Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { callForCase, noteCases } from './case-calls.ts';
import { orderDigests, sendDigest } from './digest.ts';
import { startFanOut } from './fan-out.ts';
import { LineRepair } from './line-repair.ts';
import { keptFor, noteMessages } from './notify.ts';
import { Presence } from './presence.ts';
import { type PushTo, pushMessages, pushTo } from './push.ts';
import { remind } from './remind.ts';
import { routes } from './routes.ts';
import { followRevocations } from './subscriptions.ts';
import { removeNotificationsBefore } from './writer.ts';

export interface Delivery {
  room: Room<Actor>;
  opened(connection: Connection<Actor>): void;
  closed(connection: Connection<Actor>): void;
}

function defineJobs(platform: Platform, presence: Presence): void {
  const { jobs } = platform;
  jobs.define('delivery.push', (payload: { conversation: string; ev: number }[]) => pushMessages(platform, presence, payload));
  jobs.define('delivery.pushTo', (payload: PushTo) => pushTo(platform, presence, payload));
  jobs.define('delivery.case', (payload: { case: string; ev: number }[]) => callForCase(platform, presence, payload));
  jobs.define('conversations.remind', (payload: { user: string; conversation: string; seq: number }) =>
    remind(platform, payload),
  );
  jobs.define('delivery.digest', (payload: { user: string; day: string }) => sendDigest(platform, payload));
  // Time zones lie a quarter of an hour apart at the least.
  jobs.every('2,17,32,47 * * * *', 'delivery.digests', () => orderDigests(platform));
  jobs.every('17 3 * * *', 'delivery.clean', () =>
    platform.db.transaction((tx) => removeNotificationsBefore(tx, platform.clock.now() - keptFor)),
  );
}

/** The last room: what was committed reaches the devices and the attention of those it is for. */
export function createDelivery(platform: Platform, connections: Connections<Actor>): Delivery {
  const presence = new Presence(platform, connections);
  return {
    opened: (connection) => presence.opened(connection),
    closed: (connection) => presence.closed(connection),
    room: {
      name: 'delivery',
      routes: () => routes(platform, connections, presence),
      start: async () => {
        defineJobs(platform, presence);
        const stops = [
          await startFanOut(platform, connections),
          followRevocations(platform),
          presence.start(),
          new LineRepair(platform, connections).start(),
        ];
        const readers = [
          new LogReader(platform, {
            name: 'notify',
            kinds: ['conversation'],
            handle: (tx, entries) => noteMessages(platform, tx, entries),
          }),
          new LogReader(platform, {
            name: 'notify-cases',
            kinds: ['case'],
            handle: (tx, entries) => noteCases(platform, tx, entries),
          }),
        ];
        for (const reader of readers) await reader.start();
        return async () => {
          for (const stop of stops) stop();
          for (const reader of readers) await reader.stop();
        };
      },
    },
  };
}
