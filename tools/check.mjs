import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';
import { main, root, run } from './run-step.mjs';

const bin = (path) => join(root, 'node_modules', path);
const trees = ['packages', 'apps', 'bench', 'tools'].filter((folder) => existsSync(join(root, folder)));

/** Everything that reads the code without running it; each counts as one test. */
export const checks = [
  { title: 'types', args: [bin('ts7/bin/tsc'), '-p', 'tsconfig.json', '--pretty', 'false'] },
  {
    title: 'format and lint (biome)',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=50'],
  },
  {
    title: 'boundaries (dependency-cruiser)',
    args: [bin('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', ...trees],
  },
  { title: 'house rules', args: ['tools/check-rules.mjs'] },
  { title: 'unused code (knip)', args: [bin('knip/bin/knip.js'), '--no-progress'] },
];

/** Runs the checks one after the other; resolves to how many passed and failed. */
export async function runChecks() {
  const counts = { passed: 0, failed: 0 };
  for (const { title, args } of checks) {
    const begun = Date.now();
    const { code, output } = await run(process.execPath, args, { env: { NO_COLOR: '1', FORCE_COLOR: '0' } });
    const time = `${((Date.now() - begun) / 1000).toFixed(1)} s`;
    console.log(`${code === 0 ? '✓' : '✗'} ${title} (${time})`);
    if (code !== 0) console.log(output.trim().replace(/^/gm, '    '));
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(async () => {
    await ensureInstalled();
    const { passed, failed } = await runChecks();
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed === 0 ? 0 : 1);
  });
}
