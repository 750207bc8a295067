import { nodesNow, type Platform, type Tx } from '@rapport/platform';
import { forgetNodes, notePresence } from './agent-writer.ts';
import { routeFor } from './agents.ts';
import { grace } from './route.ts';

async function write(platform: Platform, came: readonly string[], gone: readonly string[]): Promise<void> {
  const at = platform.clock.now();
  await platform.db.transaction(async (tx) => {
    for (const user of await notePresence(tx, { here: came, gone, node: platform.node, at })) {
      await routeFor(platform, tx, user);
      if (gone.includes(user)) await lookAgainAt(platform, tx, user, at + grace);
    }
  });
}

const lookAgainAt = (platform: Platform, tx: Tx, user: string, runAt: number): Promise<void> =>
  platform.jobs.enqueue(tx, 'inbox.away', { user }, { key: `inbox.away:${user}`, runAt });

/** Whoever was here by a node that is gone is not here. */
async function sweep(platform: Platform): Promise<void> {
  await platform.db.transaction(async (tx) => {
    const at = platform.clock.now();
    const alive = [...(await nodesNow(tx)).map(({ id }) => id), platform.node];
    for (const user of await forgetNodes(tx, alive, at)) await lookAgainAt(platform, tx, user, at + grace);
  });
}

/**
 * Writes down which of the people who work with customers are here: each node of its own people, from what it tells others (SY11). Who rests (away)
 * is given nothing. Answers how to stop.
 */
export async function watchPresence(platform: Platform): Promise<() => Promise<void>> {
  let turn: Promise<unknown> = Promise.resolve();
  const here = new Set<string>();
  const run = (work: () => Promise<void>): void => {
    turn = turn
      .then(work)
      .catch((error: unknown) => platform.logger.warn({ err: error }, 'who is here could not be written down'));
  };
  const stops = [
    platform.bus.subscribe('presence', ({ states }, from) => {
      if (from !== 'here' || states.length === 0) return;
      const came = states.filter(([, status]) => status === 'online').map(([user]) => user);
      const gone = states.filter(([, status]) => status !== 'online').map(([user]) => user);
      for (const user of came) here.add(user);
      for (const user of gone) here.delete(user);
      run(() => write(platform, came, gone));
    }),
    platform.bus.subscribe('node', (node) => {
      if (!node.here) run(() => sweep(platform));
    }),
    // Another inbox, or people who work in one now: those of them who are here are known to be.
    platform.bus.subscribe('changed', ({ what }) => {
      if (what === 'inbox' && here.size > 0) run(() => write(platform, [...here], []));
    }),
  ];
  run(() => sweep(platform));
  await turn;
  return async () => {
    for (const stop of stops) stop();
    await turn;
  };
}
