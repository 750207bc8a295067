import { Fault } from '@rapport/contract';
import { createBatcher, pgCode, type Platform } from '@rapport/platform';
import { type Outgoing, type SendRow, sendBatch, sendInTransaction } from './send-writer.ts';

/**
 * The way into the log (sync.md, "Speed"): drafts of one tick share a flight. A stream whose row somebody else holds goes to
 * the slow lane, where it is waited for; its later drafts queue behind, so order is kept.
 */
export interface SendLane {
  send(outgoing: Outgoing): Promise<SendRow>;
  drain(): Promise<void>;
  readonly waiting: number;
}

const maxBatch = 100;
const maxWaiting = 20_000;

const busy = () => new Fault('busy');
const keyOf = (o: Outgoing) => `${o.conversation}/${o.sender}/${o.clientId}`;

/** The caller's data, not the database: splitting the batch finds whose. */
const isDataError = (error: unknown): boolean => pgCode(error)?.startsWith('22') ?? false;

export function createSendLane(platform: Platform): SendLane {
  const slow = new Map<string, Promise<unknown>>();
  const underWay = new Map<string, Promise<SendRow>>();
  const batches = platform.metrics.histogram('rapport_send_batch', 'Messages per commit', [1, 2, 5, 10, 25, 50, 100]);

  async function fly(batch: Outgoing[]): Promise<(SendRow | Error)[]> {
    batches.observe(batch.length);
    try {
      return await sendBatch(platform.db, batch);
    } catch (error) {
      if (!isDataError(error) || batch.length === 1) throw error;
      const alone: (SendRow | Error)[] = [];
      for (const one of batch) alone.push(await sendBatch(platform.db, [one]).then((rows) => rows[0]!, (e: Error) => e));
      return alone;
    }
  }

  const fast = createBatcher<Outgoing, SendRow>({ maxBatch, maxWaiting, flight: fly, overflow: busy });

  /** Behind everything of its stream that waits already. */
  function queueSlow(outgoing: Outgoing): Promise<SendRow> {
    const before = slow.get(outgoing.conversation) ?? Promise.resolve();
    const mine = before
      .catch(() => undefined)
      .then(() => platform.db.transaction((tx) => sendInTransaction(tx, [outgoing])))
      .then((rows) => rows[0]!)
      .catch((error: unknown) => {
        throw pgCode(error) === '55P03' ? busy() : error;
      });
    const tail = mine.catch(() => undefined).finally(() => {
      if (slow.get(outgoing.conversation) === tail) slow.delete(outgoing.conversation);
    });
    slow.set(outgoing.conversation, tail);
    return mine;
  }

  async function sendOnce(outgoing: Outgoing): Promise<SendRow> {
    if (slow.has(outgoing.conversation)) return queueSlow(outgoing);
    const row = await fast.add(outgoing);
    return row.status === 4 ? queueSlow(outgoing) : row;
  }

  return {
    get waiting() {
      return fast.waiting + slow.size;
    },
    /** One client id is never twice in a flight: a repeat waits for the first. */
    async send(outgoing) {
      const key = keyOf(outgoing);
      const first = underWay.get(key);
      if (first) await first.catch(() => undefined);
      const mine = sendOnce(outgoing);
      underWay.set(key, mine);
      try {
        return await mine;
      } finally {
        if (underWay.get(key) === mine) underWay.delete(key);
      }
    },
    async drain() {
      await fast.drain();
      await Promise.allSettled([...slow.values()]);
    },
  };
}
