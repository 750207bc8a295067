import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { runChecks } from './check.mjs';
import { cache, ensureInstalled } from './install.mjs';
import { main, root, run, StepFailed } from './run-step.mjs';

const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: (a.skipped ?? 0) + (b.skipped ?? 0),
});

/** One file's tests; a file that could not even be loaded counts as one failure. */
function countFile({ status, assertionResults }) {
  const of = (...states) => assertionResults.filter((one) => states.includes(one.status)).length;
  const failed = of('failed');
  return {
    passed: of('passed'),
    failed: failed === 0 && status === 'failed' ? 1 : failed,
    skipped: of('pending', 'skipped', 'todo'),
  };
}

/** Runs vitest: what it wrote down, by file, and whether anything failed outside every file. */
async function vitest(args) {
  const file = join(cache, `test-results-${process.pid}.json`);
  mkdirSync(cache, { recursive: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    show: true,
  });
  const files = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
  rmSync(file, { force: true });
  const failed = files.filter((one) => countFile(one).failed > 0);
  return { files, failed, broken: code !== 0 && failed.length === 0 };
}

/**
 * Pages are driven in a real browser beside everything else, and what a hurried machine does to them is no defect of theirs. A file of pages
 * that failed is run once more, alone: what fails again has failed, what does not is named as unsteady. No other test is given a second run:
 * what fails once in the house is a defect there (docs/decisions/0049-a-second-run-for-pages.md).
 */
async function againAlone(first) {
  const pages = first.failed.filter(({ name }) => name.includes('.browser.test.'));
  if (pages.length === 0) return first;
  console.log(`\nAgain, alone: ${pages.map(({ name }) => relative(root, name)).join(', ')}`);
  const second = await vitest(['--no-file-parallelism', ...pages.map(({ name }) => name)]);
  for (const { name, assertionResults } of pages) {
    const still = second.files.find((one) => one.name === name);
    if (!still || countFile(still).failed > 0) continue;
    const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `  ${fullName}`);
    console.log([`UNSTEADY: ${relative(root, name)} failed beside others and passes alone:`, ...tests].join('\n'));
  }
  const now = (one) => (pages.includes(one) ? (second.files.find(({ name }) => name === one.name) ?? one) : one);
  return { files: first.files.map(now), broken: first.broken || second.broken };
}

async function runTests(args) {
  const { files, broken } = await againAlone(await vitest(args));
  const nothing = { passed: 0, failed: broken || files.length === 0 ? 1 : 0, skipped: 0 };
  return files.map(countFile).reduce(add, nothing);
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
