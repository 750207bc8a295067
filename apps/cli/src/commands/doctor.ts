import { migrationSources } from '@rapport/modules';
import { type Check, type Examination, examine, readSettings, type Settings, systemClock } from '@rapport/platform';
import { connectOrStart } from '@rapport/server';
import type { Command } from 'commander';
import { quiet } from '../house.ts';
import { say, sayJson, tell } from '../terminal.ts';

const marks: Record<Check['state'], string> = { good: '✓', note: '·', wrong: '✗' };

function print({ settings, checks }: Examination): void {
  const wide = Math.max(...settings.map(({ name }) => name.length));
  say('Settings');
  for (const { name, value, source } of settings) say(`  ${name.padEnd(wide)}  ${value}  [${source}]`);
  say('Checks');
  for (const { state, name, found, cure } of checks) {
    say(`  ${marks[state]} ${name}: ${found}`);
    if (cure) say(`      → ${cure}`);
  }
}

/** A setting that cannot be read is itself the finding. */
async function look(): Promise<Examination> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    const check: Check = { name: 'settings', state: 'wrong', found: (error as Error).message, cure: 'Correct the setting.' };
    return { settings: [], checks: [check] };
  }
  return examine({
    settings,
    clock: systemClock,
    logger: quiet,
    sources: migrationSources(),
    openDatabase: () => connectOrStart(settings, tell),
  });
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('show every setting with its source, and check what it leads to; exit code 1 when something is wrong')
    .option('--json', 'one line of JSON: {ok, settings, checks}')
    .action(async ({ json }: { json?: boolean }) => {
      const found = await look();
      const ok = found.checks.every(({ state }) => state !== 'wrong');
      if (json) sayJson({ ok, ...found });
      else
        print({
          settings: found.settings.length > 0 ? found.settings : [{ name: '', value: '', source: 'default' }],
          checks: found.checks,
        });
      if (!ok) process.exitCode = 1;
    });
}
