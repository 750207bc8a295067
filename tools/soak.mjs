import { ensureInstalled } from './install.mjs';
import { main, run } from './run-step.mjs';

// Ctrl-C reaches the soak as well: it ends what is under way and adds up; this process waits for it.
process.on('SIGINT', () => undefined);

main(async () => {
  await ensureInstalled();
  const { code } = await run(
    process.execPath,
    ['--import', 'tsx', '-C', 'rapport-source', 'packages/dev/src/soak/soak.test-kit.ts', ...process.argv.slice(2)],
    { show: true },
  );
  process.exit(code);
});
