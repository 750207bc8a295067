import { resolve } from 'node:path';
import { ExportFormat } from '@rapport/contract';
import { exportToFile } from '@rapport/modules';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { assertHouse, withPlatform } from '../house.ts';
import { progress, say, sayJson, tell } from '../terminal.ts';

interface Options {
  conversation: string[];
  out: string;
  purpose: string;
  format: ExportFormat;
  recipient?: string;
  after?: number;
  before?: number;
  files: boolean;
  json?: boolean;
}

function instant(given: string): number {
  const at = Date.parse(given);
  if (Number.isNaN(at)) throw new InvalidArgumentError('It must be a date or a time: 2026-01-31, 2026-01-31T08:00:00+08:00.');
  return at;
}

const conversationForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function conversation(given: string, before: string[] | undefined): string[] {
  const id = given.toLowerCase();
  if (!conversationForm.test(id)) throw new InvalidArgumentError('It must be the id of a conversation.');
  return [...(before ?? []), id];
}

/** Ctrl-C leaves no file. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => {
    tell('Stopping; no file is left.');
    stop.abort();
  });
  return stop.signal;
}

async function pack(options: Options, cwd: string): Promise<void> {
  assertHouse();
  const bar = progress('Packing');
  const { conversation: conversations, purpose, files, format, recipient, after, before } = options;
  const path = resolve(cwd, options.out);
  const packed = await withPlatform((platform) =>
    exportToFile(platform, {
      conversations,
      purpose,
      files,
      format,
      recipient: recipient ?? null,
      after: after ?? null,
      before: before ?? null,
      path,
      progress: ({ done, total }) => bar.at(done, total),
      signal: stopSignal(),
    }),
  ).finally(() => bar.end());
  if (options.json) return sayJson({ path, ...packed });
  if (packed.differs > 0) tell(`${packed.differs} records are not as they were recorded: the verifier names them.`);
  say(
    `${packed.records} ${format === 'bundle' ? 'records' : 'messages'} of ${packed.conversations} conversations, ${packed.bytes} bytes: ${path}`,
  );
}

export function addExport(program: Command, cwd: string): void {
  program
    .command('export')
    .description(
      'pack conversations as an evidence bundle that is checked without this house, or in another format; audited and noted in the ledger',
    )
    .requiredOption('--conversation <id>', 'a conversation, whole; may be given several times', conversation)
    .requiredOption('--out <file>', 'the zip; must not be there yet')
    .requiredOption('--purpose <text>', 'why; stands in the ledger for good')
    .addOption(new Option('--format <format>', 'what it is written as').choices(ExportFormat.options).default('bundle'))
    .option('--recipient <name>', 'whom it is for; stands in what is written')
    .option('--after <time>', 'only what happened from then on (time of the server)', instant)
    .option('--before <time>', 'only what happened before then', instant)
    .option('--no-files', 'without attachments')
    .option('--json', 'one line of JSON: {path, bytes, digest, manifest, records, differs, conversations}')
    .addHelpText(
      'after',
      '\nThe server may run or not. Check a bundle with: node verify.mjs <file> --policy policy.txt ("rapport ledger policy" prints the policy; hand it out apart from bundles).',
    )
    .action((options: Options) => pack(options, cwd));
}
