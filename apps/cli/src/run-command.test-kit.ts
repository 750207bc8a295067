import { runCommand } from './main.ts';

// One command in a process of its own; the last line tells how much memory it took at most (KiB).
await runCommand(process.argv.slice(2), process.cwd());
process.stdout.write(`most memory: ${process.resourceUsage().maxRSS}\n`);
