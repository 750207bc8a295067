import { Fault } from '@rapport/contract';
import { Batcher, type Platform, pgCode, type Tx } from '@rapport/platform';
import { type Outgoing, type SendRow, sendBatch, sendInTransaction } from './send-writer.ts';

/** Larger flights commit less often: a row of 200 costs the database about a quarter less than a row of 100. */
const maxBatch = 200;
const maxWaiting = 20_000;
/** Drafts that may wait for one held stream. */
const maxWaitingSlow = 2_000;

const busy = () => new Fault('busy');
const keyOf = (o: Outgoing) => `${o.conversation}/${o.sender}/${o.clientId}`;

/** The caller's data, not the database: splitting the batch finds whose. */
const isDataError = (error: unknown): boolean => /^2[23]/.test(pgCode(error) ?? '');

/** Two transactions waited for each other, and this one gave way: it did nothing. */
const gaveWay = (error: unknown): boolean => /^40(001|P01)$/.test(pgCode(error) ?? '');
const attempts = 5;

/** Somebody holds a row for longer than a batch waits. */
const isHeld = (error: unknown): boolean => pgCode(error) === '55P03';
/** So long after that no batch waits for a row (ms): a conversation held for long costs the others one wait a second at most. */
const hurry = 1_000;

/** A transaction that waits for its streams; whoever waits too long is told `busy`, and tries again. */
export async function sendPatiently<T>(platform: Platform, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await platform.db.transaction(work);
  } catch (error) {
    throw isHeld(error) ? busy() : error;
  }
}

type Outcome = SendRow | Error | Promise<SendRow>;

/**
 * The way into the log (sync.md, "Speed"): drafts of one tick share a flight. Flights of several nodes into the same streams take
 * turns. A stream whose row somebody holds for longer goes to the slow lane, where it is waited for in flights of its own; its
 * later drafts queue behind, so order is kept. Once nothing waits there the stream is fast again.
 */
export class SendLane {
  private readonly platform: Platform;
  private readonly fast: Batcher<Outgoing, SendRow>;
  private readonly slow = new Map<string, Batcher<Outgoing, SendRow>>();
  private readonly underWay = new Map<string, Promise<SendRow>>();
  private hurried = false;

  constructor(platform: Platform) {
    this.platform = platform;
    const flight = (batch: Outgoing[]) => this.fly(batch);
    this.fast = new Batcher<Outgoing, SendRow>({ ...this.watched(), maxBatch, maxWaiting, flight });
    this.measure();
  }

  /** What waits, for how long and in what portions; and where an item's trace is. */
  private watched() {
    const { metrics } = this.platform;
    const refused = metrics.counter('rapport_send_refused_total', 'Messages refused because too many waited');
    return {
      figures: {
        waits: metrics.histogram('rapport_send_wait_seconds', 'Wait for a flight, of the message that waited longest'),
        flights: metrics.histogram('rapport_send_flight_seconds', 'Time of a flight: its statement and its commit'),
        sizes: metrics.histogram('rapport_send_batch', 'Messages per commit', [1, 2, 5, 10, 25, 50, 100]),
      },
      traceOf: ({ trace }: Outgoing) => trace,
      overflow: () => {
        refused.add();
        return busy();
      },
    };
  }

  private measure(): void {
    const { metrics } = this.platform;
    metrics.gauge('rapport_send_waiting', 'Messages that wait for the next flight', () => this.fast.waiting);
    metrics.gauge('rapport_send_under_way', 'Messages on their way into the log', () => this.underWay.size);
    metrics.gauge(
      'rapport_send_slow_lanes',
      'Conversations that are sent to in flights of their own, because one is held',
      () => this.slow.size,
    );
    metrics.gauge('rapport_send_slow_waiting', 'Messages that wait in these lanes', () =>
      [...this.slow.values()].reduce((sum, lane) => sum + lane.waiting, 0),
    );
  }

  /** One client id is never twice in a flight: a repeat waits for the first. */
  async send(outgoing: Outgoing): Promise<SendRow> {
    const key = keyOf(outgoing);
    for (let first = this.underWay.get(key); first; first = this.underWay.get(key)) await first.catch(() => undefined);
    // Everything enters by the fast lane, also what will be slow: one entrance keeps the order.
    const mine = this.fast.add(outgoing);
    this.underWay.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.underWay.get(key) === mine) this.underWay.delete(key);
    }
  }

  async drain(): Promise<void> {
    await this.fast.drain();
    await Promise.all([...this.slow.values()].map((lane) => lane.drain()));
  }

  /** Drafts of slow streams turn off here, in order, before the next flight can leave. */
  private async fly(batch: Outgoing[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const direct: number[] = [];
    for (const [i, one] of batch.entries()) {
      if (this.slow.has(one.conversation)) outcomes[i] = this.turnOff(one);
      else direct.push(i);
    }
    const rows =
      direct.length > 0
        ? await this.sendAll(
            direct.map((i) => batch[i]!),
            (some) => this.sendFast(some),
          )
        : [];
    for (const [k, i] of direct.entries()) {
      const row = rows[k]!;
      outcomes[i] = !(row instanceof Error) && row.status === 4 ? this.turnOff(batch[i]!) : row;
    }
    return outcomes;
  }

  private turnOff(outgoing: Outgoing): Promise<SendRow> {
    const { conversation } = outgoing;
    const lane = this.slow.get(conversation) ?? this.openSlow(conversation);
    const sent = lane.add(outgoing);
    // Handed to its sender when the flight lands; a failure before that is not an unhandled one.
    sent.catch(() => undefined);
    return sent;
  }

  private openSlow(conversation: string): Batcher<Outgoing, SendRow> {
    const flight = async (batch: Outgoing[]): Promise<(SendRow | Error)[]> => {
      try {
        return await this.sendAll(batch, (some) => sendPatiently(this.platform, (tx) => sendInTransaction(tx, some)));
      } finally {
        if (lane.waiting === 0) this.slow.delete(conversation);
      }
    };
    const lane: Batcher<Outgoing, SendRow> = new Batcher({ ...this.watched(), maxBatch, maxWaiting: maxWaitingSlow, flight });
    this.slow.set(conversation, lane);
    return lane;
  }

  /** Sends a batch; when somebody's data is at fault each goes alone, so that only theirs is refused. */
  private async sendAll(batch: Outgoing[], send: (some: Outgoing[]) => Promise<SendRow[]>): Promise<(SendRow | Error)[]> {
    try {
      return await send(batch);
    } catch (error) {
      if (!isDataError(error) || batch.length === 1) throw error;
      const alone: (SendRow | Error)[] = [];
      for (const one of batch)
        alone.push(
          await send([one]).then(
            (rows) => rows[0]!,
            (e: Error) => e,
          ),
        );
      return alone;
    }
  }

  private async sendFast(batch: Outgoing[]): Promise<SendRow[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendBatch(this.platform.db, batch, this.hurried ? 'send_messages' : 'send_messages_in_turn');
      } catch (error) {
        if (attempt >= attempts || !(gaveWay(error) || isHeld(error))) throw error;
        if (isHeld(error)) this.waitForNone();
      }
    }
  }

  private waitForNone(): void {
    if (this.hurried) return;
    this.hurried = true;
    setTimeout(() => {
      this.hurried = false;
    }, hurry).unref();
  }
}
