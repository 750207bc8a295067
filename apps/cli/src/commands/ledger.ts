import { adoptLedger, ledgerPolicy } from '@rapport/modules';
import type { Command } from 'commander';
import { assertHouse, withPlatform } from '../house.ts';
import { say, tell } from '../terminal.ts';

async function adopt(): Promise<void> {
  assertHouse();
  const { epoch, size, keyLost } = await withPlatform(adoptLedger);
  say(
    `Log ${epoch} of the ledger ends with ${size} events; the server that looks next begins log ${epoch + 1} in its own data folder.`,
  );
  if (keyLost) tell('Its key was lost with the master key: what was recorded before can no longer be opened and proved.');
  tell(
    'Keep what is left of the old <data>/ledger, and give the new key to whoever checks your records (docs/operations.md, "The ledger").',
  );
}

export function addLedger(program: Command): void {
  const ledger = program.command('ledger').description('the signed log of everything that was said');
  ledger
    .command('adopt')
    .description('give up a folder <data>/ledger, or a master key, that is lost for good: another log begins, with another key')
    .action(adopt);
  ledger
    .command('policy')
    .description("print the keys of this house's logs (C2SP tlog-policy): for whoever is to check evidence bundles")
    .action(async () => {
      assertHouse();
      say((await withPlatform(ledgerPolicy)).trimEnd());
    });
}
