import { resolve } from 'node:path';
import { type ImportProgress, type ImportReport, type ImportRun, runImport } from '@rapport/modules';
import type { Command } from 'commander';
import { withPlatform } from '../house.ts';
import { progress, say, sayJson, tell, UsageError } from '../terminal.ts';

interface Options {
  dryRun?: boolean;
  json?: boolean;
  places?: boolean;
  network?: string;
  timeZone?: string;
  channel?: string;
  corp?: string;
}

/** Places told of each reason unless all are asked for: a channel of years has tens of thousands. */
const placesOfAReason = 3;

/** Where each reason was met: nothing is left out in silence. */
function print(report: ImportReport, dryRun: boolean, all: boolean): void {
  const told = new Map<string, number>();
  let more = report.detailsLeftOut;
  for (const { where, reason, count } of report.details) {
    const nth = (told.get(reason) ?? 0) + 1;
    told.set(reason, nth);
    if (!all && nth > placesOfAReason) more += 1;
    else tell(`  not taken: ${where}: ${reason}${count > 1 ? ` × ${count}` : ''}`);
  }
  if (more > 0) tell(`  … and ${more} more places${all ? '' : ' (--places lists them)'}`);
  tell(`${report.layout}, workspace ${report.workspace}${dryRun ? ' (dry run: nothing was written)' : ''}`);
  if (report.known > 0) tell(`${report.known} items were here already.`);
}

/** The last line: what this run added, by kind, and what it left out, by reason. */
function summary(report: ImportReport): Record<string, unknown> {
  const { users, conversations, messages, edits, deletes, reactions, files, skipped } = report;
  return { users, conversations, messages, edits, deletes, reactions, files, skipped };
}

/** Ctrl-C ends between two batches; what is there stays, and running again goes on. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    tell('Stopping after this batch; run the same command again to go on.');
    stop.abort();
  });
  return stop.signal;
}

async function bring(kind: ImportRun['kind'], path: string, options: Options): Promise<void> {
  const bar = progress('Importing');
  const watch = (p: ImportProgress): void =>
    bar.at(p.done, p.total, `${p.conversation ?? p.phase} · ${p.items} items, ${p.messages} new messages`);
  const irc = {
    ...(options.network ? { network: options.network } : {}),
    ...(options.timeZone ? { timeZone: options.timeZone } : {}),
    ...(options.channel ? { channel: options.channel } : {}),
  };
  const run: ImportRun = {
    kind,
    path,
    dryRun: options.dryRun ?? false,
    progress: watch,
    signal: stopSignal(),
    ...(kind === 'irc' ? { irc } : {}),
    ...(kind === 'wecom' && options.corp ? { wecom: { corp: options.corp } } : {}),
  };
  const report = await withPlatform((platform) => runImport(platform, run)).finally(() => bar.end());
  print(report, options.dryRun ?? false, options.places ?? false);
  if (options.json) sayJson(summary(report));
  else {
    const { skipped, ...added } = summary(report) as { skipped: { reason: string; count: number }[] } & Record<string, number>;
    say(
      `${options.dryRun ? 'Would add' : 'Added'} ${Object.entries(added)
        .map(([what, n]) => `${n} ${what}`)
        .join(', ')}.`,
    );
    for (const { reason, count } of skipped) say(`Not taken over: ${count} × ${reason}`);
    sayJson(summary(report));
  }
}

export function addImport(program: Command, cwd: string): void {
  program
    .command('import')
    .description(
      'bring in what was said elsewhere: a Slack export (zip or folder), IRC logs (file, folder or zip), decrypted messages of a WeCom archive, or an export of another Rapport ("rapport export --format jsonl")',
    )
    .argument('<platform>', 'slack, irc, wecom or jsonl')
    .argument('<path>', 'the export')
    .option('--dry-run', 'read everything and report, write nothing')
    .option('--json', 'only the last line on standard output: JSON of what this run added')
    .option('--places', 'tell every place of what is not taken over, not only the first of each reason')
    .option('--network <name>', 'irc: network the logs are from')
    .option('--time-zone <zone>', "irc: zone of the logger's clock (UTC, +08:00 or an IANA name)")
    .option('--channel <name>', 'irc: channel of logs that do not say it')
    .option('--corp <id>', 'wecom: corp id of the archive, where there are several')
    .addHelpText(
      'after',
      '\nThe server may run or not. Importing again adds only what is missing. A running server shows imported conversations within 15 seconds.',
    )
    .action((kind: string, path: string, options: Options) => {
      if (kind !== 'slack' && kind !== 'irc' && kind !== 'wecom' && kind !== 'jsonl')
        throw new UsageError(`import: "${kind}" is neither slack, irc, wecom nor jsonl.`);
      return bring(kind, resolve(cwd, path), options);
    });
}
