import { closeCodes } from '@rapport/contract';
import { bytesOfFrame, type Connections, type MovedStream, type Platform, streamLookOf } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { lookAgainOf } from './look-again.ts';
import { OrganizationFan } from './organization-fan.ts';
import { StreamFan } from './stream-fan.ts';

/** A hint of what a look found may be on its way: it is given this long (ms). */
const patience = 200;

/** Joins the bus to the sockets of this node; answers how to stop. */
export async function startFanOut(platform: Platform, connections: Connections<Actor>): Promise<() => void> {
  const fan = new StreamFan(platform, connections);
  const organization = new OrganizationFan(platform, connections);

  /** What no hint brought: the log is the truth. */
  function found({ moved }: { moved: readonly MovedStream[] }): void {
    if (connections.count === 0) return;
    setTimeout(() => {
      for (const { stream, kind, ev } of moved) if (kind === 'conversation') fan.reached(stream, ev);
    }, patience).unref();
  }

  const stops = [
    await platform.keep(streamLookOf).listen(found),
    platform.bus.subscribe('stream', (hint) => {
      if (hint.kind === 'conversation') fan.take(hint);
      else if (hint.kind === 'organization') organization.take(hint);
    }),
    platform.bus.subscribe('user', ({ user, frame }) => {
      const here = connections.of(user);
      if (!here) return;
      const bytes = bytesOfFrame(frame);
      for (const c of here) c.push(bytes);
    }),
    platform.bus.subscribe('lossy', ({ conversation, except, frame }) => {
      const here = connections.watchersOf(conversation);
      if (!here) return;
      const bytes = bytesOfFrame(frame);
      for (const c of here) if (c.user !== except) c.push(bytes);
    }),
    platform.bus.subscribe('changed', ({ what, id }) => {
      // After all caches have heard of it.
      if (what === 'user' && connections.of(id)) setImmediate(() => void lookAgainOf(platform, connections, id));
    }),
    platform.bus.subscribe('revoked', ({ user, sessions }) => {
      for (const c of [...(connections.of(user) ?? [])]) {
        if (sessions === 'all' || sessions.includes(c.session)) c.close(closeCodes.revoked, 'revoked');
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
