import { Fault } from '@rapport/contract';
import { Batcher, type Platform, pgCode, type Tx } from '@rapport/platform';
import { type Outgoing, type SendRow, sendBatch, sendInTransaction } from './send-writer.ts';

/** Larger flights commit less often: a row of 200 costs the database about a quarter less than a row of 100. */
const maxBatch = 200;
const maxWaiting = 20_000;

const busy = () => new Fault('busy');
const keyOf = (o: Outgoing) => `${o.conversation}/${o.sender}/${o.clientId}`;

/** The caller's data, not the database: splitting the batch finds whose. */
const isDataError = (error: unknown): boolean => /^2[23]/.test(pgCode(error) ?? '');

/** Two transactions waited for each other, and this one gave way: it did nothing. */
const gaveWay = (error: unknown): boolean => /^40(001|P01)$/.test(pgCode(error) ?? '');
const attempts = 5;

/** A transaction that waits for its streams; whoever waits too long is told `busy`, and tries again. */
export async function sendPatiently<T>(platform: Platform, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await platform.db.transaction(work);
  } catch (error) {
    throw pgCode(error) === '55P03' ? busy() : error;
  }
}

/**
 * The way into the log (sync.md, "Speed"): drafts of one tick share a flight. A stream whose row somebody else holds goes to
 * the slow lane, where it is waited for; its later drafts queue behind, so order is kept.
 */
export class SendLane {
  private readonly platform: Platform;
  private readonly fast: Batcher<Outgoing, SendRow>;
  /** The end of each stream's queue in the slow lane. */
  private readonly slow = new Map<string, Promise<unknown>>();
  private readonly underWay = new Map<string, Promise<SendRow>>();

  constructor(platform: Platform) {
    this.platform = platform;
    const batches = platform.metrics.histogram('rapport_send_batch', 'Messages per commit', [1, 2, 5, 10, 25, 50, 100]);
    const flight = (batch: Outgoing[]) => {
      batches.observe(batch.length);
      return this.fly(batch);
    };
    this.fast = new Batcher<Outgoing, SendRow>({ maxBatch, maxWaiting, flight, overflow: busy });
  }

  /** One client id is never twice in a flight: a repeat waits for the first. */
  async send(outgoing: Outgoing): Promise<SendRow> {
    const key = keyOf(outgoing);
    for (let first = this.underWay.get(key); first; first = this.underWay.get(key)) await first.catch(() => undefined);
    const mine = this.sendOnce(outgoing);
    this.underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.underWay.get(key) === mine) this.underWay.delete(key);
    }
  }

  async drain(): Promise<void> {
    await this.fast.drain();
    await Promise.allSettled([...this.slow.values()]);
  }

  private async sendOnce(outgoing: Outgoing): Promise<SendRow> {
    if (this.slow.has(outgoing.conversation)) return this.queueSlow(outgoing);
    const row = await this.fast.add(outgoing);
    return row.status === 4 ? this.queueSlow(outgoing) : row;
  }

  private async fly(batch: Outgoing[]): Promise<(SendRow | Error)[]> {
    try {
      return await this.sendAgainIfGaveWay(batch);
    } catch (error) {
      if (!isDataError(error) || batch.length === 1) throw error;
      const alone: (SendRow | Error)[] = [];
      for (const one of batch)
        alone.push(
          await this.sendAgainIfGaveWay([one]).then(
            (rows) => rows[0]!,
            (e: Error) => e,
          ),
        );
      return alone;
    }
  }

  private async sendAgainIfGaveWay(batch: Outgoing[]): Promise<SendRow[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendBatch(this.platform.db, batch);
      } catch (error) {
        if (attempt >= attempts || !gaveWay(error)) throw error;
      }
    }
  }

  /** Behind everything of its stream that waits already. */
  private queueSlow(outgoing: Outgoing): Promise<SendRow> {
    const { conversation } = outgoing;
    const before = this.slow.get(conversation) ?? Promise.resolve();
    const mine = before
      .then(() => sendPatiently(this.platform, (tx) => sendInTransaction(tx, [outgoing])))
      .then((rows) => rows[0]!);
    const tail = mine
      .catch(() => undefined)
      .finally(() => {
        if (this.slow.get(conversation) === tail) this.slow.delete(conversation);
      });
    this.slow.set(conversation, tail);
    return mine;
  }
}
