import type { Parsed } from '@rapport/contract';
import type { MigrationSource, Room } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { checks, statements, traces } from './look.ts';

/** Last in order: it looks at what the others and the ground floor do, and does nothing itself. */
export const healthRoom = (sources: () => readonly MigrationSource[]): Room<Actor> => ({
  name: 'health',
  routes: (platform) => ({
    'health.checks': (actor: Actor) => checks(platform, actor, sources()),
    'health.traces': (actor: Actor, input: Parsed<'health.traces'>) => traces(platform, actor, input),
    'health.statements': (actor: Actor, input: Parsed<'health.statements'>) => statements(platform, actor, input),
  }),
});
