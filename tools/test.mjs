import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { runChecks } from './check.mjs';
import { cache, ensureInstalled } from './install.mjs';
import { main, root, run, StepFailed } from './run-step.mjs';

const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: (a.skipped ?? 0) + (b.skipped ?? 0),
});

/** What vitest wrote down. A file that could not even be loaded, or an error outside every test, counts as one failure. */
function countResults(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const broken = result.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some(({ status }) => status === 'failed'),
  );
  const failed = result.numFailedTests + broken.length;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + (result.numTodoTests ?? 0),
  };
}

async function runTests(args) {
  const file = join(cache, `test-results-${process.pid}.json`);
  mkdirSync(cache, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    show: true,
  });
  const counts = countResults(file, code);
  rmSync(file, { force: true });
  return counts;
}

/** A build that fails is one failure, and the checks below say more about it than the tests could. */
async function buildAll() {
  try {
    await build();
    return { passed: 1, failed: 0 };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    console.log(`✗ ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

main(async () => {
  const filter = process.argv.slice(2);
  await ensureInstalled();
  let counts = await buildAll();
  // With a filter one wants these tests' answer, soon.
  if (filter.length === 0) counts = add(counts, await runChecks());
  counts = add(counts, await runTests(filter));
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`);
  process.exit(counts.failed === 0 ? 0 : 1);
});
