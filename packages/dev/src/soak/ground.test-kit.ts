import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPostgres, startPostgres } from '@rapport/platform/postgres';
import pg from 'pg';
import { SmallDisk } from '../small-disk.ts';

/** Commits survive a killed process, though not a power cut: the kernel has what was written. Little room, so that it can run out. */
const settings = `synchronous_commit = on
full_page_writes = on
shared_buffers = 48MB
max_wal_size = 96MB
min_wal_size = 32MB
`;

/** A PostgreSQL and a data folder of a worker's own, each on a small disk where one can be mounted. */
export class Ground {
  private folder = '';
  private postgres: RunningPostgres | undefined;
  private disk!: SmallDisk;
  /** Holds the data folders of the houses. */
  data!: SmallDisk;

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'rapport-soak-'));
    this.disk = new SmallDisk(join(this.folder, 'database'));
    this.data = new SmallDisk(join(this.folder, 'data'));
    await this.disk.open(500);
    await this.data.open(48);
    await this.startDatabase();
    const { postgres } = this;
    await postgres!.stop();
    await writeFile(join(this.disk.folder, 'cluster', 'local.conf'), settings, { mode: 0o644 });
    await this.startDatabase();
  }

  private async startDatabase(): Promise<void> {
    this.postgres = await startPostgres({
      dataDir: this.disk.folder,
      bin: process.env.RAPPORT_PG_BIN,
      durable: false,
      maxConnections: 120,
    });
    // Where `cloneDatabase` looks.
    process.env.RAPPORT_TEST_PG = this.postgres.url;
  }

  get canFill(): boolean {
    return this.disk.mounted && this.data.mounted;
  }

  /** kill -9 of the server; its own processes follow it. */
  async killDatabase(): Promise<void> {
    const { postgres } = this;
    if (!postgres) return;
    process.kill(postgres.pid, 'SIGKILL');
    await this.endDatabase();
  }

  private async endDatabase(): Promise<void> {
    const { postgres } = this;
    this.postgres = undefined;
    await postgres?.stop();
  }

  /** Starts it again if it is not there, however it went. */
  async raiseDatabase(): Promise<void> {
    const { postgres } = this;
    if (postgres) {
      const state = await Promise.race([postgres.ended.then(() => 'ended'), this.answers(postgres.url)]);
      if (state === 'answers') return;
      await this.endDatabase();
    }
    await this.startDatabase();
  }

  private async answers(url: string): Promise<string> {
    for (let attempt = 0; attempt < 40; attempt++) {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
      client.on('error', () => undefined);
      const ok = await client.connect().then(
        () => client.query('select 1').then(() => true),
        () => false,
      );
      await client.end().catch(() => undefined);
      if (ok) return 'answers';
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return 'silent';
  }

  fillDatabaseDisk(): Promise<void> {
    return this.disk.fill();
  }

  async freeDatabaseDisk(): Promise<void> {
    await this.disk.free();
    await this.raiseDatabase();
  }

  async newDataFolder(name: string): Promise<string> {
    const folder = join(this.data.folder, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async close(): Promise<void> {
    await this.endDatabase().catch(() => undefined);
    await this.disk.close();
    await this.data.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
