import { Fault, problemOf } from '@rapport/contract';
import { CallRefused } from '@rapport/platform';
import { Command, CommanderError } from 'commander';
import { addBackup } from './commands/backup.ts';
import { addBench } from './commands/bench.ts';
import { addContacts } from './commands/contacts.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addKeys } from './commands/keys.ts';
import { addLedger } from './commands/ledger.ts';
import { addMigrate } from './commands/migrate.ts';
import { addSearch } from './commands/search.ts';
import { addServe } from './commands/serve.ts';
import { addToken } from './commands/token.ts';
import { addTrace } from './commands/trace.ts';
import { addUser } from './commands/user.ts';
import { tell, UsageError } from './terminal.ts';

const settings = `
Settings (environment): PORT, RAPPORT_URL, RAPPORT_DATA, DATABASE_URL, RAPPORT_PG_BIN, SMTP_URL, S3_URL, RAPPORT_TOKEN,
RAPPORT_MASTER_KEY, RAPPORT_KEY_COMMAND;
"rapport doctor" shows each with its source. Exit codes: 0 done, 1 failed, 2 called wrongly.`;

function programFor(cwd: string): Command {
  const program = new Command('rapport');
  program.description('Rapport from the command line').showHelpAfterError('(--help tells more)').addHelpText('after', settings);
  // Set before commands are added: they take it over.
  program.exitOverride();
  addServe(program);
  addDoctor(program);
  addMigrate(program);
  addUser(program);
  addToken(program);
  addImport(program, cwd);
  addExport(program, cwd);
  addContacts(program, cwd);
  addSearch(program);
  addTrace(program);
  addLedger(program);
  addBackup(program, cwd);
  addKeys(program);
  addBench(program);
  return program;
}

function words(error: unknown): string {
  if (error instanceof CallRefused) {
    const { status, detail } = error.problem;
    return status === 401 ? `${detail} RAPPORT_TOKEN is wrong, has ended or was revoked.` : detail;
  }
  if (error instanceof Fault) return problemOf(error.code, error.params ?? {}, 'en').detail;
  return error instanceof Error ? error.message : String(error);
}

/** Runs one command; sets the exit code: 1 when it failed, 2 when it was called wrongly. `cwd`: where paths begin. */
export async function runCommand(args: readonly string[], cwd: string): Promise<void> {
  try {
    await programFor(cwd).parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Commander has said itself what is wrong; help and the version are no errors.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    tell(`rapport: ${words(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
