import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, root } from './run-step.mjs';

/**
 * npm killed with -9 tells its child nothing: when our parent is gone, stop as for SIGTERM rather than hold the data
 * folder for nobody. Only under npm: who starts this file by hand may mean it to outlive the shell.
 */
function stopWithParent() {
  if (process.env.npm_lifecycle_event !== 'start') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
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
