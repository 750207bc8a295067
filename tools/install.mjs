import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, StepFailed, step } from './run-step.mjs';

const [wantedMajor, wantedMinor] = [20, 19];
const lockFile = join(root, 'package-lock.json');

/** Where the tools keep what they know about this clone; it goes with node_modules. */
export const cache = join(root, 'node_modules', '.cache', 'rapport');

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new StepFailed(`Rapport needs Node.js ${wantedMajor}.${wantedMinor} or newer; this is ${process.versions.node}.`);
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
  await step('Installing dependencies (once, one to three minutes)', command, [...first, ...args]);
  remember(stamp);
}
