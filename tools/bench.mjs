import { build } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { main, run } from './run-step.mjs';

main(async () => {
  // Progress belongs on standard error here: with --json standard output is the result and nothing else.
  console.log = console.error;
  await ensureInstalled();
  await build();
  const { code } = await run(
    process.execPath,
    ['--import', 'tsx', '-C', 'rapport-source', 'bench/src/main.ts', ...process.argv.slice(2)],
    { show: true },
  );
  process.exit(code);
});
