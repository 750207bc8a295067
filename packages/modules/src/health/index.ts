import type { Parsed } from '@rapport/contract';
import type { MigrationSource, Room, RoomCheck } from '@rapport/platform';
import { checkChannels } from '../channels/index.ts';
import type { Actor } from '../people/index.ts';
import { checkLedger } from '../records/index.ts';
import { checks, statements, traces } from './look.ts';

/** What rooms look at of what they keep. */
export const roomChecks: readonly RoomCheck[] = [checkLedger, checkChannels];

/** Last in order: it looks at what the others and the ground floor do, and does nothing itself. */
export const healthRoom = (sources: () => readonly MigrationSource[]): Room<Actor> => ({
  name: 'health',
  routes: (platform) => ({
    'health.checks': (actor: Actor, input: Parsed<'health.checks'>) =>
      checks(platform, actor, input, { sources: sources(), rooms: roomChecks }),
    'health.traces': (actor: Actor, input: Parsed<'health.traces'>) => traces(platform, actor, input),
    'health.statements': (actor: Actor, input: Parsed<'health.statements'>) => statements(platform, actor, input),
  }),
});
