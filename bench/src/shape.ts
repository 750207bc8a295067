import { randomBytes } from 'node:crypto';
import type { LoadRun, Sender } from './load-plan.ts';
import type { Standing } from './world.ts';

/** Who is in which conversation, by number of person. */
export interface Shape {
  name: string;
  kind: 'group' | 'direct';
  groups: number[][];
  /** Senders of each group: its first members. */
  sendersEach: number;
  window: number;
}

export const bodyBytes = 200;

/** People 0 … count × size − 1, cut into groups. */
export const groupsOf = (count: number, size: number): number[][] =>
  Array.from({ length: count }, (_, g) => Array.from({ length: size }, (_, i) => g * size + i));

export const pairsOf = (count: number): number[][] => Array.from({ length: count }, (_, i) => [i, count + i]);

/** Makes the conversations of a shape through the API; answers their ids in the order of the groups. */
export async function openConversations(world: Standing, shape: Shape): Promise<string[]> {
  const ids: string[] = [];
  for (const [g, group] of shape.groups.entries()) {
    const [maker, ...others] = group.map((i) => world.users[i]!);
    const made =
      shape.kind === 'direct'
        ? await world.call<{ id: string }>(group[0]!, 'conversations.openDirect', { users: others })
        : await world.call<{ id: string }>(group[0]!, 'conversations.create', { name: `${shape.name} ${g}`, members: others });
    if (!maker) throw new Error('A group without people.');
    ids.push(made.id);
  }
  return ids;
}

export function sendersOf(shape: Shape, conversations: readonly string[]): Sender[] {
  return shape.groups.flatMap((group, g) =>
    group
      .slice(0, shape.sendersEach)
      .map((socket): Sender => ({ socket, conversation: conversations[g]!, members: group.length })),
  );
}

/** A run's order for the load generator; every run has client ids of its own. */
export function runOf(
  shape: Shape,
  conversations: readonly string[],
  options: { seconds: number; pace?: number | undefined; numbered: boolean },
): LoadRun {
  return {
    senders: sendersOf(shape, conversations),
    window: shape.window,
    warmUpSeconds: Math.min(1, options.seconds / 2),
    run: randomBytes(4).toString('hex'),
    bodyBytes,
    ...options,
  };
}
