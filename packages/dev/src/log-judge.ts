import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './system-programs.ts';

const source = fileURLToPath(new URL('../../ledger/judge/judge.go', import.meta.url));
/** Where Debian keeps Go packages as sources. */
const packages = '/usr/share/gocode';

export interface Judge {
  /** What the judge says of a log in a folder; `good: <size>`, or what is wrong. */
  judge(folder: string, key: string, earlier?: string): { good: boolean; said: string };
  remove(): void;
}

/** The judge, built; undefined, with a loud line, where Go or its packages are missing. */
export function buildJudge(): Judge | undefined {
  const go = findProgram('go', 'golang-go');
  if (!go) return undefined;
  if (!existsSync(join(packages, 'src/golang.org/x/mod/sumdb/tlog'))) {
    console.warn('\nNOT TRIED: the judge of logs, whose Go packages are not here (Debian package golang-golang-x-mod-dev).\n');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rapport-judge-'));
  const program = join(folder, 'judge');
  // No modules and no network: the packages lie on the machine.
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOPATH: packages,
    GOFLAGS: '',
    GOTOOLCHAIN: 'local',
    GOCACHE: join(folder, 'cache'),
  };
  execFileSync(go, ['build', '-o', program, source], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  return {
    judge(log, key, earlier) {
      const { status, stdout } = spawnSync(program, [log, key, ...(earlier ? [earlier] : [])], { encoding: 'utf8' });
      return { good: status === 0, said: stdout.trim() };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
