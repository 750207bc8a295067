// Makes the house of an earlier release that upgrade tests begin from: checks that release out, builds it, lets it run, fills it by its own
// doors, and keeps its backup with what the tests expect to find. Needs that release's dependencies to be the installed ones.
//
//   node tools/make-upgrade-fixture.mjs <commit or tag> <version> [--keep <folder>]
//
// Answers in packages/dev/src/upgrade/fixtures/house-<version>. --keep leaves the release and its running data folder there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { main, root, StepFailed, step } from './run-step.mjs';

const filler = 'packages/dev/src/upgrade/fill-old-house.mjs';

/** The installed packages, but the release's own ones. */
function linkModules(tree) {
  const [from, to] = [join(root, 'node_modules'), join(tree, 'node_modules')];
  mkdirSync(join(to, '@rapport'), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== '@rapport' && name !== '.cache') symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(from, '@rapport'))) {
    const place = ['packages', 'apps', '.'].map((folder) => join(tree, folder, name)).find(existsSync);
    if (place) symlinkSync(place, join(to, '@rapport', name));
    const own = place && join(root, place.slice(tree.length), 'node_modules');
    if (own && existsSync(own)) symlinkSync(own, join(place, 'node_modules'));
  }
}

/** Starts the release; resolves to its address and its set-up link when it listens. */
function start(tree, env) {
  const child = spawn(process.execPath, ['apps/server/dist/main.js'], {
    cwd: tree,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  return new Promise((done, failed) => {
    child.once('exit', () => failed(new StepFailed(`The release did not start:\n${said}`)));
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const url = /ready at (\S+)/.exec(said)?.[1];
      const token = /\/set-up\/(\S+)/.exec(said)?.[1];
      if (url && token) done({ child, url: url.replace('localhost', '127.0.0.1'), token });
    });
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function stop(child) {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** Lets the release run once: fills its house and takes its backup. */
async function makeHouse(tree, place, out) {
  const data = join(place, 'data');
  const env = {
    RAPPORT_DATA: data,
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    DATABASE_URL: '',
    RAPPORT_RATE_FACTOR: '1000',
    RAPPORT_LINK_PREVIEWS: '0',
  };
  const facts = join(place, 'facts.json');
  const running = await start(tree, env);
  try {
    const fill = ['--import', 'tsx', '-C', 'rapport-source', filler, running.url, running.token, facts];
    await step('Filling it', process.execPath, fill, { cwd: tree });
    const backup = `import('./apps/cli/dist/main.js').then((cli) => cli.runCommand(['backup', '${out}'], '.'))`;
    await step('Taking its backup', process.execPath, ['-e', backup], { cwd: tree, env });
  } finally {
    await stop(running.child);
  }
  cpSync(facts, join(out, 'facts.json'));
  cpSync(join(data, 'uploads'), join(out, 'uploads'), { recursive: true });
}

main(async () => {
  const [commit, version, option, kept] = process.argv.slice(2);
  if (!commit || !version) throw new StepFailed('usage: make-upgrade-fixture.mjs <commit or tag> <version> [--keep <folder>]');
  const place = option === '--keep' ? resolve(kept) : mkdtempSync(join(tmpdir(), 'rapport-fixture-'));
  const tree = join(place, 'release');
  const out = join(root, 'packages/dev/src/upgrade/fixtures', `house-${version}`);
  await step(`Checking out ${commit}`, 'git', ['worktree', 'add', '--detach', '--force', tree, commit]);
  try {
    linkModules(tree);
    cpSync(join(root, filler), join(tree, filler));
    await step('Building it', process.execPath, ['node_modules/ts7/bin/tsc', '-b', 'tsconfig.build.json'], { cwd: tree });
    rmSync(out, { recursive: true, force: true });
    mkdirSync(dirname(out), { recursive: true });
    await makeHouse(tree, place, out);
  } finally {
    if (option !== '--keep') {
      await step('Removing the checkout', 'git', ['worktree', 'remove', '--force', tree]);
      rmSync(place, { recursive: true, force: true });
    }
  }
});
