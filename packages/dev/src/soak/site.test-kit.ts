import type { Client, ClientOptions } from '@rapport/client';
import { createClient, memoryStore } from '@rapport/client';
import type { Input, MethodName, Output } from '@rapport/contract';
import pg from 'pg';
import { TestNats } from '../cluster/nats-server.ts';
import { freePort } from '../free-port.ts';
import { cloneDatabase, type TestDatabase } from '../test-database.ts';
import { callOverHttp, socketOf, until } from '../test-house.ts';
import type { Seat } from '../test-people.ts';
import { Ground } from './ground.test-kit.ts';
import { HouseProcess } from './house-process.test-kit.ts';
import { Network } from './network.test-kit.ts';

interface Node {
  house: HouseProcess;
  network: Network;
  /** Between the house and NATS; with several houses only. */
  bus: Network | undefined;
  url: string;
  port: number;
}

/** Where schedules take place: a ground, the houses on it, and the network before each. Kept over many schedules. */
export class Site {
  readonly ground = new Ground();
  nodes: Node[] = [];
  private database: TestDatabase | undefined;
  private admin: pg.Pool | undefined;
  private made = 0;
  /** Of the houses that play now; they share it. */
  dataDir = '';
  nats: TestNats | undefined;

  open(): Promise<void> {
    return this.ground.open();
  }

  /** A new database with an organization in it, and houses that have seen nothing. */
  async furnish(nodes: number): Promise<void> {
    await this.clear();
    if (nodes !== this.nodes.length) {
      for (const node of this.nodes.splice(0)) await this.endNode(node);
      if (nodes > 1) this.nats ??= await TestNats.start();
      while (this.nodes.length < nodes) this.nodes.push(await this.newNode(nodes > 1 ? this.nats!.port : undefined));
    }
    await this.nats?.halt();
    if (nodes > 1) await this.nats?.start();
    this.database = await cloneDatabase();
    this.admin = new pg.Pool({ connectionString: this.database.url, max: 2, application_name: 'soak' });
    this.admin.on('error', () => undefined);
    const dataDir = await this.ground.newDataFolder(`data-${++this.made}`);
    this.dataDir = dataDir;
    for (const { house, port, bus } of this.nodes) {
      const env: Record<string, string> = bus ? { NATS_URL: `nats://127.0.0.1:${bus.port}` } : {};
      await house.start({ dataDir, databaseUrl: this.database.url, port, env });
    }
    await this.nodes[0]!.house.ask({ do: 'set up' });
  }

  private async newNode(nats: number | undefined): Promise<Node> {
    const port = await freePort();
    const network = new Network(port);
    await network.listen();
    const bus = nats === undefined ? undefined : new Network(nats);
    await bus?.listen();
    return { house: new HouseProcess(), network, bus, port, url: `http://127.0.0.1:${port}` };
  }

  private async endNode({ house, network, bus }: Node): Promise<void> {
    await house.end();
    await network.end();
    await bus?.end();
  }

  private async clear(): Promise<void> {
    for (const { house } of this.nodes) await house.ask({ do: 'stop' }).catch(() => house.kill());
    await this.admin?.end();
    this.admin = undefined;
    await this.database?.drop();
    this.database = undefined;
  }

  /** Asks the database directly, again when a harm takes its connection away. */
  async rows<T>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.admin!.query(sql, params as unknown[])).rows as T[];
      } catch (error) {
        if (attempt >= 5) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt));
      }
    }
  }

  /** Past the harms of the network. */
  call<M extends MethodName>(seat: Seat, name: M, input: Input<M>, node = 0): Promise<Output<M>> {
    return callOverHttp(this.nodes[node]!.url, seat, name, input);
  }

  /** A connected client, past the harms of the network. */
  async client(seat: Seat, own: Partial<ClientOptions> = {}): Promise<Client> {
    const url = this.nodes[0]!.url;
    const client = createClient({ url, token: seat.token, store: memoryStore(), openSocket: socketOf(seat.token), ...own });
    await client.connect();
    await until(() => client.state.synced && client.state.status === 'online');
    return client;
  }

  async close(): Promise<void> {
    await this.clear().catch(() => undefined);
    for (const node of this.nodes) await this.endNode(node);
    await this.nats?.stop();
    await this.ground.close();
  }
}
