import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A small house that keeps every rule; each test plants one violation in it. */
const clean: Record<string, string> = {
  'package.json': '{ "name": "house", "private": true, "type": "module", "workspaces": ["packages/*", "apps/*"] }',
  'packages/contract/src/index.ts': "import { z } from 'zod';\nexport const shape = z.string();\n",
  'packages/ledger/src/index.ts': 'export const leaf = (text: string): string => text;\n',
  'packages/platform/src/index.ts': 'export const clock = { now: (): number => Date.now() };\n',
  'packages/client/src/index.ts': "import { shape } from '@rapport/contract';\nexport const outbox = shape;\n",
  'packages/modules/src/order.ts': "export const order = ['people', 'conversations', 'search'] as const;\n",
  'packages/modules/src/compose.ts':
    "import { send } from './conversations/index.ts';\nimport { order } from './order.ts';\nexport const rooms = [order, send];\n",
  'packages/modules/src/people/index.ts': "export { findPerson } from './find-person.ts';\n",
  'packages/modules/src/people/find-person.ts':
    "import { READ } from './reader.ts';\nexport const findPerson = (): string => READ;\n",
  'packages/modules/src/people/reader.ts': "export const READ = 'select id from person where id = $1';\n",
  'packages/modules/src/people/migrations/0001-init.sql': 'create table person (id uuid primary key);\n',
  'packages/modules/src/conversations/index.ts':
    "import { clock } from '@rapport/platform';\nimport { findPerson } from '../people/index.ts';\nexport const send = (): unknown[] => [clock.now(), findPerson()];\n",
  'packages/modules/src/conversations/migrations/0001-init.sql': 'create table message (id uuid primary key);\n',
  'apps/web/src/main.tsx': "import { outbox } from '@rapport/client';\nconsole.log(outbox, 'Select a person from the list');\n",
  'apps/server/src/main.ts': "import { rooms } from '@rapport/modules';\nconsole.log(rooms);\n",
};
const doors: Record<string, string> = { modules: 'compose' };

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function linkPackages(folder: string): Promise<void> {
  for (const name of ['contract', 'ledger', 'platform', 'client', 'modules']) {
    const entry = `./src/${doors[name] ?? 'index'}.ts`;
    const used = name === 'contract' ? { zod: '1' } : { '@rapport/contract': '1', '@rapport/platform': '1' };
    const about = {
      name: `@rapport/${name}`,
      version: '1.0.0',
      type: 'module',
      exports: { '.': { 'rapport-source': entry } },
      dependencies: used,
    };
    await write(folder, { [`packages/${name}/package.json`]: JSON.stringify(about) });
    await mkdir(join(folder, 'node_modules/@rapport'), { recursive: true });
    await symlink(join(folder, 'packages', name), join(folder, 'node_modules/@rapport', name));
  }
  await write(folder, {
    'node_modules/zod/package.json': '{ "name": "zod", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
    'node_modules/zod/index.js': 'export const z = {};\n',
  });
}

function runTool(folder: string, args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

export interface Verdict {
  code: number;
  output: string;
}

/** Writes the clean house with the given files on top, and lets one of the checks judge it. */
export async function judge(check: 'rules' | 'boundaries' | 'unused', planted: Record<string, string> = {}): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-rules-'));
  try {
    await write(folder, { ...clean, ...planted });
    await linkPackages(folder);
    const tools: Record<typeof check, string[]> = {
      rules: [join(root, 'tools/check-rules.mjs'), folder],
      boundaries: [
        join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        join(root, '.dependency-cruiser.cjs'),
        'packages',
        'apps',
      ],
      unused: [
        join(root, 'node_modules/knip/bin/knip.js'),
        '--no-progress',
        '--config',
        join(root, 'knip.json'),
        '--include',
        'exports,files',
      ],
    };
    return await runTool(folder, tools[check]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
