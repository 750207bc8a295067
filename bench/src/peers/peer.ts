import { join } from 'node:path';
import type { PeerName } from '../bench-options.ts';
import { deliveryFaults } from '../gates.ts';
import type { LoadResult } from '../load-plan.ts';
import { measure, type Watched } from '../measure.ts';
import type { Part } from '../rounds.ts';
import { runOf, type Shape } from '../shape.ts';
import type { SuiteRun } from '../suite.ts';
import type { World } from '../world.ts';
import { ejabberd } from './ejabberd.ts';
import type { PeerAnswer, PeerQuestion } from './peer-process.ts';
import { requireInstalled } from './peer-program.ts';
import { prosody } from './prosody.ts';
import type { XmppQuestion } from './xmpp-process.ts';
import type { XmppTarget } from './xmpp-run.ts';

export const peerPrograms = { ejabberd, prosody };

/** Another server with the same people, ready to be measured in turn with the product. */
export interface Peer {
  name: PeerName;
  settings: string;
  /** Makes the rooms of a shape. */
  open(shape: Shape): Promise<void>;
  /** One run, as the product's; rated by messages of pairs, by deliveries of groups. */
  measure(shape: Shape, options: { seconds: number; pace?: number | undefined }, faults: string[]): Promise<Part>;
}

const nameOf = (shape: Shape, g: number): string => `${shape.groups.length}x${shape.groups[0]!.length}-${g}`;

const roomsOf = (shape: Shape): string[] => shape.groups.map((_, g) => nameOf(shape, g));

function targetsOf(shape: Shape): XmppTarget[] {
  return shape.groups.flatMap((group, g) =>
    group.slice(0, shape.sendersEach).map(() => (shape.kind === 'direct' ? { person: group[1]! } : { room: nameOf(shape, g) })),
  );
}

/** Starts the peer asked for and connects everybody to it; undefined when none was. */
export async function openPeer(world: World, { options, say }: SuiteRun, people: number): Promise<Peer | undefined> {
  if (options.peer === undefined) return undefined;
  const program = peerPrograms[options.peer];
  requireInstalled(program);
  const begun = performance.now();
  const server = world.start('peers/peer-process.ts');
  const start: PeerQuestion = {
    do: 'start',
    peer: options.peer,
    folder: join(world.dataDir, options.peer),
    people,
    bin: process.env.RAPPORT_PG_BIN,
  };
  const { pid, port, databasePid } = await server.ask<PeerAnswer>(start);
  world.families.push(pid, databasePid);
  // The product and its database rest meanwhile, but they are not others.
  const watched: Watched = {
    server: { pid },
    databasePid,
    pids: world.pids,
    families: [world.server.pid, world.databasePid],
  };
  const load = world.start('peers/xmpp-process.ts');
  await load.ask({ do: 'connect', port, people } satisfies XmppQuestion);
  say(`${people} people are connected to ${options.peer} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
  const archived = (shape: Shape) => server.ask<number>({ do: 'archived', kind: shape.kind } satisfies PeerQuestion);
  return {
    name: options.peer,
    settings: program.settings,
    async open(shape) {
      if (shape.kind === 'direct') return;
      await load.ask({ do: 'join', rooms: roomsOf(shape), groups: shape.groups } satisfies XmppQuestion);
    },
    async measure(shape, { seconds, pace }, faults) {
      const run = runOf(shape, roomsOf(shape), { seconds, pace, numbered: false });
      // Pairs have no reflection: a message comes to the other side only.
      if (shape.kind === 'direct') for (const sender of run.senders) sender.members = 1;
      const before = await archived(shape);
      const question: XmppQuestion = { do: 'run', run, targets: targetsOf(shape) };
      const { result, cpu, others } = await measure<LoadResult>(watched, load, question);
      const rows = ((await archived(shape)) - before) / (shape.kind === 'direct' ? 2 : 1);
      const found = deliveryFaults(result);
      if (rows !== result.acknowledged) found.push(`${rows} messages are archived, ${result.acknowledged} were acknowledged`);
      faults.push(...found.map((fault) => `${program.name}, ${shape.name}: ${fault}`));
      const rate = (shape.kind === 'direct' ? result.messages : result.deliveries) / result.seconds;
      const { messages, p50, p99 } = result;
      return { rate, seconds: result.seconds, messages, p50, p99, cpu, others };
    },
  };
}
