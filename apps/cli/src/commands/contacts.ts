import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ContactsReport, exportContacts, importContacts } from '@rapport/modules';
import { type Command, Option } from 'commander';
import { assertHouse, withPlatform } from '../house.ts';
import { progress, say, sayJson, tell } from '../terminal.ts';

const cures: Readonly<Record<ContactsReport['troubles'][number]['because'], string>> = {
  'no-name': 'there is no name: fill it in',
  'does-not-fit': 'this does not fit its field: mend it, or leave it empty',
  'too-long': 'this is too long: shorten it',
  'too-many': 'there are too many of these: leave some out',
  conflict: 'it changed meanwhile: run the same command again',
};

const mostTold = 50;

function print(report: ContactsReport, dryRun: boolean): void {
  for (const { line, field, because } of report.troubles.slice(0, mostTold))
    tell(`  line ${line}${field ? `, ${field}` : ''}: ${cures[because]}`);
  if (report.troubles.length > mostTold) tell(`  … and ${report.troubles.length - mostTold} more (--json lists them)`);
  if (report.ignored.length > 0) tell(`No place for: ${report.ignored.join(', ')}`);
  if (report.remarks > 0)
    tell(`${report.remarks} notes are left out: remarks are somebody's own, import them on the page of contacts.`);
  const { made, changed, same, refused, alike } = report;
  say(
    `${dryRun ? 'Would make' : 'Made'} ${made}, ${dryRun ? 'change' : 'changed'} ${changed}; ${same} are here already, ${refused} left out.`,
  );
  if (alike > 0) say(`${alike} may be somebody who is here already: look at the suggestions.`);
  if (refused > 0) tell('--partly takes them, too, without what does not fit.');
}

interface ImportOptions {
  dryRun?: boolean;
  partly?: boolean;
  json?: boolean;
}

async function bring(path: string, { dryRun = false, partly = false, json }: ImportOptions): Promise<void> {
  assertHouse();
  const bytes = await readFile(path);
  const bar = progress('Importing');
  const report = await withPlatform((platform) =>
    importContacts(platform, { bytes, dryRun, partly, progress: (done, total) => bar.at(done, total) }),
  ).finally(() => bar.end());
  if (json) sayJson(report);
  else print(report, dryRun);
}

async function give(path: string | undefined, { format }: { format: 'csv' | 'vcf' }): Promise<void> {
  assertHouse();
  await withPlatform((platform) =>
    pipeline(
      Readable.from(exportContacts(platform, format)),
      path === undefined ? process.stdout : createWriteStream(path, { flags: 'wx', mode: 0o600 }),
      { end: path !== undefined },
    ),
  );
  if (path !== undefined) tell(`Written to ${path}.`);
}

export function addContacts(program: Command, cwd: string): void {
  const contacts = program.command('contacts').description('contacts in and out, as vCards or a table');
  contacts
    .command('import')
    .description('bring in contacts from a file: vCard (.vcf), or a table as CSV whose first row names its columns')
    .argument('<file>', 'the file')
    .option('--dry-run', 'tell what would be made and changed, write nothing')
    .option('--partly', 'also take contacts of which something does not fit, without it')
    .option('--json', 'one line of JSON: what became of them, and what does not fit by line and column')
    .addHelpText('after', '\nImporting again adds nothing. Who may be somebody that is here already is suggested, never merged.')
    .action((file: string, options: ImportOptions) => bring(resolve(cwd, file), options));
  contacts
    .command('export')
    .description('write all contacts (audited)')
    .argument('[file]', 'file to make; standard output when absent')
    .addOption(new Option('--format <format>', 'a table, or vCards').choices(['csv', 'vcf']).default('csv'))
    .action((file: string | undefined, options: { format: 'csv' | 'vcf' }) =>
      give(file === undefined ? undefined : resolve(cwd, file), options),
    );
}
