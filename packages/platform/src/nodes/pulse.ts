import pg from 'pg';
import { type Queryable, queryableOf } from '../db.ts';

/** A database that has not answered by then (ms) is away, whatever the network says. */
const patience = 3_000;

/**
 * A connection for heartbeats alone: they must get through while the pool is busy, and must notice when the network swallows what is
 * asked. It is made when it is needed and thrown away when anything went wrong on it.
 */
export class Pulse {
  private readonly url: string;
  private client: pg.Client | undefined;

  constructor(url: string) {
    this.url = url;
  }

  async run<T>(work: (q: Queryable) => Promise<T>): Promise<T> {
    const client = this.client ?? (await this.connect());
    try {
      return await work(queryableOf(client));
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'rapport heartbeat',
      connectionTimeoutMillis: patience,
      query_timeout: patience,
      statement_timeout: patience,
    });
    client.on('error', () => this.drop());
    await client.connect();
    this.client = client;
    return client;
  }

  private drop(): void {
    const client = this.client;
    this.client = undefined;
    // What hangs does not say goodbye.
    (client as { connection?: { stream?: { destroy(): void } } } | undefined)?.connection?.stream?.destroy();
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await Promise.race([client?.end().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  }
}
