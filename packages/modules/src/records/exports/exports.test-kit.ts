import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExportFormat } from '@rapport/contract';
import { type TestHouse, until } from '@rapport/dev';
import { formatPolicy, type Verdict } from '@rapport/verify';

const inClone = (path: string): string => fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));

/** The verifier as a server carries it, built from these sources. */
export function buildVerifier(): void {
  const { status, stderr } = spawnSync(process.execPath, [inClone('tools/build-verifier.mjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

type Seat = TestHouse['owner'];

/** Bundles of a test house and what the verifier says of them, as a process of its own. */
export class Evidence {
  readonly folder: string;
  private readonly kit: TestHouse;
  private count = 0;

  private constructor(kit: TestHouse, folder: string) {
    this.kit = kit;
    this.folder = folder;
  }

  static async of(kit: TestHouse): Promise<Evidence> {
    return new Evidence(kit, await mkdtemp(join(tmpdir(), 'rapport-exports-')));
  }

  remove = (): Promise<void> => rm(this.folder, { recursive: true, force: true });

  async make(seat: Seat, input: Parameters<typeof this.ask>[1]) {
    const { id } = await this.ask(seat, input);
    return this.ended(seat, id);
  }

  ask(
    seat: Seat,
    input: {
      conversations: string[];
      purpose?: string;
      after?: number;
      before?: number;
      files?: boolean;
      format?: ExportFormat;
      recipient?: string;
    },
  ) {
    return this.kit.call(seat, 'exports.create', { purpose: 'a test', ...input } as never);
  }

  async ended(seat: Seat, id: string) {
    let found = await this.kit.call(seat, 'exports.get', { export: id });
    await until(async () => {
      found = await this.kit.call(seat, 'exports.get', { export: id });
      return found.state !== 'waiting' && found.state !== 'working';
    });
    return found;
  }

  fetch(seat: Seat | undefined, id: string, headers: Record<string, string> = {}) {
    return fetch(`${this.kit.url}/api/exports/${id}/bundle.zip`, {
      headers: { ...(seat ? { authorization: `Bearer ${seat.token}` } : {}), ...headers },
    });
  }

  async download(seat: Seat, id: string): Promise<string> {
    const answer = await this.fetch(seat, id);
    if (answer.status !== 200) throw new Error(`${answer.status}`);
    const path = join(this.folder, `${++this.count}.zip`);
    await writeFile(path, Buffer.from(await answer.arrayBuffer()));
    return path;
  }

  /** The keys of all logs, as somebody outside would have noted them. */
  async policy(): Promise<string> {
    const rows = await this.kit.house.platform.db.rows<{ key: string }>('select key from ledger_epoch order by n');
    const path = join(this.folder, 'policy.txt');
    await writeFile(path, formatPolicy(rows.map(({ key }) => key)));
    return path;
  }

  async verify(zip: string): Promise<Verdict> {
    const args = [inClone('packages/verify/dist/verify.mjs'), zip, '--policy', await this.policy(), '--json'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
    if (stdout === '') throw new Error(stderr);
    const verdict = JSON.parse(stdout) as Verdict;
    if (verdict.exit !== status) throw new Error(`It ended with ${status}, and said ${verdict.exit}.`);
    return verdict;
  }
}

export const textOfFile = (path: string): Promise<string> => readFile(path, 'utf8');
