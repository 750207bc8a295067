import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

export function addBench(program: Command): void {
  program
    .command('bench')
    .description('measure this machine (needs a clone): bench fanout --json, bench direct --json; bench --help lists all')
    .argument('[args...]', 'passed on')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_given: string[], _options: unknown, command: Command) => {
      const tool = fileURLToPath(new URL('../../../../tools/bench.mjs', import.meta.url));
      const child = spawn(process.execPath, [tool, ...command.args], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? 1;
    });
}
