import { ensureInstalled } from './install.mjs';
import { main, run } from './run-step.mjs';

main(async () => {
  await ensureInstalled();
  const { code } = await run(
    process.execPath,
    ['--import', 'tsx', '-C', 'rapport-source', 'packages/dev/src/soak/soak.test-kit.ts', ...process.argv.slice(2)],
    { show: true },
  );
  process.exit(code);
});
