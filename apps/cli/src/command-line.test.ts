import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from './main.ts';

const bin = fileURLToPath(new URL('../bin/rapport.mjs', import.meta.url));
const password = 'orange-kettle-7-lantern';

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** A command in this process: for what ends before anything is opened. */
async function within(args: string[]): Promise<Ran> {
  const ran: Ran = { code: 0, out: '', err: '' };
  const note = (stream: 'out' | 'err') => (chunk: string | Uint8Array) => {
    ran[stream] += chunk;
    return true;
  };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation(note('out'));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(note('err'));
  try {
    process.exitCode = 0;
    await runCommand(args, tmpdir());
    ran.code = Number(process.exitCode);
  } finally {
    process.exitCode = 0;
    out.mockRestore();
    err.mockRestore();
  }
  return ran;
}

describe('the command line', () => {
  let place: string;
  let env: Record<string, string>;
  let server: ChildProcess | undefined;

  const begin = (args: string[], more: Record<string, string>): ChildProcess => {
    const { RAPPORT_TEST_PG: _, RAPPORT_TOKEN: __, DATABASE_URL: ___, ...inherited } = process.env;
    return spawn(process.execPath, [bin, ...args], {
      cwd: place,
      env: { ...inherited, ...env, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
  const run = async (args: string[], stdin = '', more: Record<string, string> = {}): Promise<Ran> => {
    const child = begin(args, more);
    const ran: Ran = { code: null, out: '', err: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      ran.out += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      ran.err += chunk;
    });
    child.stdin?.end(stdin);
    [ran.code] = (await once(child, 'close')) as [number | null];
    return ran;
  };

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'rapport-cli-'));
    env = { RAPPORT_DATA: join(place, 'house'), PORT: String(await freePort()), HOST: '127.0.0.1' };
    // The first call builds what is stale.
    const first = await run(['--help']);
    if (first.code !== 0) throw new Error(first.err);
  }, 240_000);
  afterAll(async () => {
    if (server && server.exitCode === null) {
      server.kill('SIGTERM');
      await once(server, 'exit');
    }
    await rm(place, { recursive: true, force: true });
  });

  it('helps everywhere, and tells wrong calls (2) from failures (1) on standard error', async () => {
    for (const command of [
      'serve',
      'doctor',
      'migrate',
      'user create',
      'token create',
      'import',
      'contacts import',
      'contacts export',
      'search',
      'backup',
      'restore',
    ]) {
      const { code, out, err } = await within([...command.split(' '), '--help']);
      expect([command, code, err]).toEqual([command, 0, '']);
      expect(out).toContain(`Usage: rapport ${command}`);
    }
    const wrong = [['user', 'create'], ['import', 'irq', '.'], ['search', 'x'], ['token', 'create', '--days', '0'], ['restore']];
    for (const args of wrong) {
      const { code, out, err } = await within(args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).not.toBe('');
    }
    const unknown = await run(['nonsense']);
    expect([unknown.code, unknown.out]).toEqual([2, '']);
    const failed = await run(['backup']);
    expect([failed.code, failed.out]).toEqual([1, '']);
    expect(failed.err).toMatch(/There is no house in/);
  });

  it('makes an owner on a house that does not run, and doctor finds it well', async () => {
    const made = await run(
      ['user', 'create', '--email', 'Owner@rapport.test', '--name', '王晓明', '--role', 'owner', '--password-stdin', '--json'],
      `${password}\n`,
    );
    expect([made.code, JSON.parse(made.out)]).toMatchObject([0, { email: 'owner@rapport.test', role: 'owner' }]);
    const again = await run(
      ['user', 'create', '--email', 'owner@rapport.test', '--name', 'x', '--password-stdin'],
      `${password}\n`,
    );
    expect([again.code, again.out]).toEqual([1, '']);
    const { code, out } = await run(['doctor', '--json']);
    const found = JSON.parse(out) as {
      ok: boolean;
      settings: { name: string; source: string }[];
      checks: { name: string; state: string }[];
    };
    expect([code, found.ok]).toEqual([0, true]);
    expect(found.settings.map(({ name }) => name)).toEqual([
      'PORT',
      'HOST',
      'RAPPORT_URL',
      'RAPPORT_DATA',
      'DATABASE_URL',
      'RAPPORT_PG_BIN',
      'SMTP_URL',
      'RAPPORT_MAIL_FROM',
      'S3_URL',
      'NATS_URL',
      'RAPPORT_TOKEN',
      'RAPPORT_MASTER_KEY',
      'RAPPORT_KEY_COMMAND',
      'RAPPORT_ORIGINS',
      'RAPPORT_TRUST_PROXY',
      'RAPPORT_METRICS_FROM',
      'RAPPORT_SOCKETS_PER_ADDRESS',
      'RAPPORT_LINK_PREVIEWS',
      'RAPPORT_OFFICE_PREVIEWS',
      'RAPPORT_CHECKPOINTS_TO',
      'RAPPORT_SOFFICE',
      'RAPPORT_UPGRADE_BACKUP',
      'RAPPORT_ALLOW_ADDRESSES',
      'RAPPORT_LOG',
      'RAPPORT_RATE_FACTOR',
      'RAPPORT_SLOW_QUERY_MS',
      'RAPPORT_SLOW_CALL_MS',
      'RAPPORT_TRACE_PERCENT',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'OTEL_EXPORTER_OTLP_HEADERS',
    ]);
    expect(found.settings.find(({ name }) => name === 'PORT')!.source).toBe('environment');
    expect(found.checks.filter(({ name }) => ['database', 'migrations', 'key'].includes(name)).map(({ state }) => state)).toEqual(
      ['good', 'good', 'good'],
    );
  });

  it('doctor names what is wrong with its cure, and hides secrets', async () => {
    const closed = await freePort();
    const { code, out } = await run(['doctor', '--json'], '', {
      RAPPORT_DATA: join(place, 'none'),
      DATABASE_URL: `postgres://someone:geheim@127.0.0.1:${closed}/x`,
      SMTP_URL: `smtp://user:geheim@127.0.0.1:${closed}`,
      S3_URL: `http://key:geheim@127.0.0.1:${closed}/bucket`,
    });
    expect(code).toBe(1);
    expect(out).not.toContain('geheim');
    const { checks } = JSON.parse(out) as { checks: { name: string; state: string; cure?: string }[] };
    const wrong = checks.filter(({ state }) => state === 'wrong');
    expect(wrong.map(({ name }) => name).sort()).toEqual(['database', 'files', 'mail']);
    expect(wrong.every(({ cure }) => cure)).toBe(true);
    expect((await run(['doctor', '--json'], '', { PORT: 'eight' })).code).toBe(1);
  });

  it('beside a running server: tokens, a bot, a search, a backup; then restores it', async () => {
    server = begin(['serve'], {});
    let said = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    while (!said.includes('is ready at')) {
      if (server.exitCode !== null) throw new Error(said);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await run(['token', 'create', '--email', 'owner@rapport.test', '--password-stdin'], 'wrong\n')).code).toBe(1);
    const made = await run(['token', 'create', '--email', 'owner@rapport.test', '--password-stdin', '--json'], password);
    const { secret } = JSON.parse(made.out) as { secret: string };
    const token = { RAPPORT_TOKEN: secret };
    const traced = await run(['trace'], '', token);
    expect([traced.code, traced.err]).toEqual([0, expect.stringContaining(`Traces of ${hostname()}:${env.PORT} (node `)]);
    const bot = await run(['token', 'create', '--bot', '小助手', '--days', '7', '--json'], '', token);
    const sameBot = await run(
      ['token', 'create', '--bot', '小助手', '--email', 'owner@rapport.test', '--password-stdin', '--json'],
      password,
    );
    expect(JSON.parse(sameBot.out).token.user).toBe(JSON.parse(bot.out).token.user);
    const found = await run(['search', '没有', '--json'], '', token);
    expect([found.code, JSON.parse(found.out)]).toEqual([0, { items: [] }]);
    expect((await run(['search', 'x'], '', { RAPPORT_TOKEN: 'rpt_wrong' })).code).toBe(1);
    await writeFile(join(place, 'clients.csv'), '姓名,手机\n周建国,13800138000\n何敏,none\n');
    const tried = await run(['contacts', 'import', 'clients.csv', '--dry-run']);
    expect([tried.code, tried.out, tried.err]).toEqual([
      0,
      expect.stringContaining('Would make 1,'),
      expect.stringContaining('line 3, 手机:'),
    ]);
    const brought = await run(['contacts', 'import', 'clients.csv', '--partly', '--json']);
    expect(JSON.parse(brought.out)).toMatchObject({ made: 2, refused: 0, format: 'csv' });
    expect((await run(['contacts', 'export', '--format', 'vcf'])).out.match(/FN:.*/g)).toEqual(['FN:何敏', 'FN:周建国']);
    expect((await run(['migrate'])).out).toBe('The database is up to date.\n');
    const second = await run(['serve']);
    expect([second.code, second.err]).toEqual([1, expect.stringContaining('in use by another Rapport')]);
    const backup = await run(['backup', 'copy', '--passphrase-stdin', '--json'], '一个长的口令');
    expect(JSON.parse(backup.out)).toMatchObject({ path: join(place, 'copy'), sealed: true });
    const there = await run(['restore', 'copy', '--passphrase-stdin'], '一个长的口令');
    expect([there.code, there.err]).toEqual([1, expect.stringContaining('house already')]);
    const other = { RAPPORT_DATA: join(place, 'restored') };
    const restored = await run(['restore', 'copy', '--passphrase-stdin', '--json'], '一个长的口令', other);
    expect(JSON.parse(restored.out).rows).toBe(JSON.parse(backup.out).rows);
    expect((await run(['token', 'create', '--email', 'owner@rapport.test', '--password-stdin'], password, other)).code).toBe(0);
  }, 300_000);
});
