import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { main, root } from './run-step.mjs';

const API_PORT = process.env.PORT ?? '8420';
const WEB_PORT = process.env.RAPPORT_DEV_WEB_PORT ?? '8421';

function start(name, args, options) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', cwd: root, ...options });
  child.once('error', (error) => console.error(`${name}: ${error.message}`));
  return child;
}

main(async () => {
  await ensureInstalled();
  const env = { ...process.env, PORT: API_PORT, NODE_ENV: 'development' };
  const watch = [
    'node_modules/tsx/dist/cli.mjs',
    'watch',
    '--clear-screen=false',
    '-C',
    'rapport-source',
    'packages/dev/src/run-dev.ts',
  ];
  const children = [start('server', [...watch, ...process.argv.slice(2)], { env })];
  if (existsSync(join(root, 'apps/web/vite.config.ts'))) {
    // vite.config.ts reads this address and proxies /api to it, sockets included.
    const target = { ...env, RAPPORT_URL: `http://127.0.0.1:${API_PORT}` };
    const args = [join(root, 'node_modules/vite/bin/vite.js'), '--port', WEB_PORT, '--strictPort'];
    children.push(start('web', args, { cwd: join(root, 'apps/web'), env: target }));
    console.log(`Server on http://localhost:${API_PORT}, client with hot reload on http://localhost:${WEB_PORT}`);
  }
  let ending = false;
  const end = (signal) => {
    if (ending) return;
    ending = true;
    for (const child of children) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  const codes = await Promise.all(
    children.map(
      (child) =>
        new Promise((resolve) =>
          child.once('exit', (code) => {
            end('SIGTERM');
            resolve(code ?? 0);
          }),
        ),
    ),
  );
  process.exit(Math.max(...codes));
});
