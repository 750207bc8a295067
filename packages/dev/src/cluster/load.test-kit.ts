import { randomUUID } from 'node:crypto';
import type { ConversationId } from '@rapport/contract';
import { until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import type { ClusterNode } from './cluster-node.ts';
import type { RoamingClient } from './roaming-client.ts';

interface Said {
  seq: number;
  clientId: string | null | undefined;
}

/** Every message of a conversation, in order, as a node answers it. */
export async function historyOf(node: ClusterNode, seat: Seat, conversation: ConversationId): Promise<Said[]> {
  const said: Said[] = [];
  for (let after = 0; ; ) {
    const page = await node.call(seat, 'conversations.history', { conversation, after, limit: 200 });
    said.push(...page.messages.map(({ seq, clientId }) => ({ seq, clientId })));
    after = page.messages.at(-1)?.seq ?? after;
    if (!page.hasNewer) return said;
  }
}

/** Messages that one writes while none is answered: a slow machine is not given more than it can send on in the end. */
const mostWaiting = 30;

/** People who go on talking, each on a device of their own, until they are told to end. */
export class Talk {
  readonly sent: string[] = [];
  private talking = true;
  private readonly done: Promise<unknown>;

  constructor(devices: readonly RoamingClient[], conversation: ConversationId, every = 20) {
    this.done = Promise.all(
      devices.map(async ({ client }) => {
        while (this.talking) {
          if ((client.state.outbox[conversation]?.length ?? 0) < mostWaiting)
            this.sent.push(client.send(conversation, { text: randomUUID() }));
          await new Promise((resolve) => setTimeout(resolve, every));
        }
      }),
    );
  }

  /** Waits until so many more were said. */
  async say(more: number): Promise<void> {
    const enough = this.sent.length + more;
    await until(() => this.sent.length >= enough);
  }

  async end(): Promise<void> {
    this.talking = false;
    await this.done;
  }
}

/** Lost, doubled or out of order, of what was sent: three numbers that should be 0. */
export function faults(sent: readonly string[], history: readonly Said[]): { lost: number; doubled: number; disorder: number } {
  const found = history.flatMap(({ clientId }) => clientId ?? []);
  const known = new Set(found);
  return {
    lost: sent.filter((id) => !known.has(id)).length,
    doubled: found.length - known.size,
    disorder: history.filter(({ seq }, at) => seq !== at + 1).length,
  };
}
