import { serve } from '@rapport/server';
import type { Command } from 'commander';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('start the server: web, API and socket on PORT, with its own PostgreSQL unless DATABASE_URL is set')
    .action(() => serve());
}
