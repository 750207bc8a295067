import { migrateHouse } from '@rapport/modules';
import type { Command } from 'commander';
import { withPlatform } from '../house.ts';
import { say, tell } from '../terminal.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date (a start does so by itself)')
    .action(async () => {
      const ran = await withPlatform((platform) => migrateHouse(platform, tell), false);
      say(ran.length === 0 ? 'The database is up to date.' : `${ran.length} migrations ran.`);
    });
}
