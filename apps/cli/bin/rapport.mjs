#!/usr/bin/env -S node --max-semi-space-size=32
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npx leaves the working directory as it was; the server's own default folder (var) is the clone's.
const cwd = process.cwd();
const root = fileURLToPath(new URL('../../../', import.meta.url));
const built = new URL('../dist/main.js', import.meta.url);
const args = process.argv.slice(2);

/** In a clone: installs and builds what is stale. Its words go to standard error: standard output is the command's result. */
async function prepare() {
  const tools = new URL('../../../tools/build.mjs', import.meta.url);
  if (!existsSync(fileURLToPath(tools))) return;
  const print = console.log;
  console.log = console.error;
  try {
    const { ensureInstalled } = await import(new URL('install.mjs', tools).href);
    await ensureInstalled();
    const { build, buildServer } = await import(tools.href);
    await (args.length === 1 && args[0] === 'serve' ? build() : buildServer());
  } finally {
    console.log = print;
  }
}

try {
  await prepare();
} catch (error) {
  console.error(`rapport: ${error.message}`);
  process.exit(1);
}
process.chdir(root);
process.setSourceMapsEnabled(true);
const { runCommand } = await import(built.href);
await runCommand(args, cwd);
