import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inWords, root, StepFailed, step } from './run-step.mjs';

const [wantedMajor, wantedMinor] = [20, 19];
const lockFile = join(root, 'package-lock.json');

/** Where the tools keep what they know about this clone; it goes with node_modules. */
export const cache = join(root, 'node_modules', '.cache', 'rapport');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  const wanted = `${wantedMajor}.${wantedMinor}`;
  const found = process.versions.node;
  throw new StepFailed(
    inWords(
      `Rapport needs Node.js ${wanted} or newer; this is ${found}.`,
      `Rapport需要Node.js ${wanted}或更新版本，当前是${found}。`,
    ),
  );
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** What npm says it installed against what the lock file asks for; packages for other systems may be missing. */
function installedMatchesLock() {
  const written = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const have = readJson(written).packages;
  return Object.entries(readJson(lockFile).packages).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const present = have[path];
    if (present === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return present.version === wanted.version && existsSync(join(root, path));
  });
}

function isInstalled(stamp) {
  const path = join(cache, 'installed');
  if (existsSync(path) && readFileSync(path, 'utf8') === stamp) return true;
  if (!installedMatchesLock()) return false;
  remember(stamp);
  return true;
}

function remember(stamp) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'installed'), stamp);
}

/** Installs exactly what package-lock.json says, when that is not what is there. Runs no package's scripts. */
export async function ensureInstalled() {
  checkNode();
  const stamp = createHash('sha256').update(readFileSync(lockFile)).update(`${process.platform}-${process.arch}`).digest('hex');
  if (isInstalled(stamp)) return;
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'];
  const title = inWords(
    'Installing the packages Rapport is made of (this takes one to three minutes, and only when they have changed)',
    '安装依赖包（仅首次或依赖变化时需要，约一到三分钟）',
  );
  await step(title, command, [...first, ...args]);
  remember(stamp);
}
