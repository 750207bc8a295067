import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildVerifier } from './build-verifier.mjs';
import { cache, ensureInstalled } from './install.mjs';
import { inWords, main, root, step } from './run-step.mjs';

const skipped = new Set(['node_modules', 'dist', 'var', 'coverage', 'fixtures']);

function* filesIn(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return;
  if (!entry.isDirectory()) return yield path;
  for (const name of readdirSync(path).sort()) if (!skipped.has(name)) yield* filesIn(join(path, name));
}

/** Content, not times: a fresh checkout of the same sources needs no build, an edit that restores the old time does. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesIn(join(root, input))) {
      if (/\.(test|test-kit)\.tsx?$/.test(file)) continue;
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function whenStale(name, inputs, output, build) {
  const stamp = join(cache, `built-${name}`);
  const print = fingerprint(inputs);
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return;
  await build();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, print);
}

const projects = () =>
  JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')).references.map(({ path }) => path.replace(/^\.\//, ''));

/** The compiler moves TypeScript only; SQL and the like are read beside the code that uses them. */
function copyAssets(folder) {
  const from = join(root, folder, 'src');
  for (const file of filesIn(from)) {
    if (/\.(tsx?|md)$/.test(file)) continue;
    const to = join(root, folder, 'dist', relative(from, file));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(file, to);
  }
}

/** The server, the command line and what they are made of. */
export async function buildServer() {
  const folders = projects();
  const inputs = [
    'package-lock.json',
    'tsconfig.base.json',
    'tsconfig.build.json',
    ...folders.flatMap((f) => [`${f}/src`, `${f}/tsconfig.json`, `${f}/package.json`]),
  ];
  await whenStale('server', inputs, 'apps/cli/dist/main.js', async () => {
    await step(inWords('Building the server', '构建服务端'), process.execPath, [
      'node_modules/ts7/bin/tsc',
      '-b',
      'tsconfig.build.json',
    ]);
    for (const folder of folders) copyAssets(folder);
  });
  await buildVerifierFiles();
}

async function buildFrontEnd(app) {
  const folder = `apps/${app}`;
  if (!existsSync(join(root, folder, 'vite.config.ts'))) return;
  const shared = ['client', 'contract', 'ui'].flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]);
  await whenStale(app, ['package-lock.json', folder, ...shared], `${folder}/dist`, () =>
    step(
      inWords(`Building the ${app} client`, `构建客户端（${app}）`),
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: join(root, folder),
        env: { NODE_ENV: 'production' },
      },
    ),
  );
}

/** The verifier of evidence bundles: one file for Node, one for browsers; exports hand them out. */
async function buildVerifierFiles() {
  const inputs = [
    'package-lock.json',
    'packages/ledger/src',
    'packages/verify/src',
    'packages/verify/page',
    'tools/build-verifier.mjs',
  ];
  await whenStale('verifier', inputs, 'packages/verify/dist/verify.html', () => buildVerifier());
}

/** Builds what is not built or whose sources have changed since. */
export async function build() {
  await buildServer();
  for (const app of ['web', 'widget']) await buildFrontEnd(app);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(async () => {
    await ensureInstalled();
    await (process.argv[2] === 'server' ? buildServer() : build());
  });
}
