import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './run-step.mjs';

/** Parent of a process; undefined where the system has no /proc or the process is gone. */
function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/**
 * npm killed with -9 tells its child nothing: when it is gone, stop as for SIGTERM rather than hold the data folder for
 * nobody. npm puts a shell between, which lives on, so its parent is watched as well. Only under npm: who starts this
 * file by hand may mean it to outlive the shell.
 */
function stopWithParent() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const family = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = family();
  const watch = setInterval(() => {
    if (family() === first) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

main(async () => {
  await ensureInstalled();
  await build();
  stopWithParent();
  // In this very process: signals and the exit code are the server's own, and no parent is left to outlive it.
  const server = join(root, 'apps/server/dist/main.js');
  process.chdir(root);
  process.argv[1] = server;
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(server).href);
});
