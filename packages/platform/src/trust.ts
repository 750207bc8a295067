import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';

/** Milliseconds that what is kept in memory is believed: hints drop it sooner, and may be lost. */
const usual = 60_000;
/** The same while hints of other nodes are being lost. */
const whileAway = 2_000;

/**
 * Whether something that was read at `at` (Unix ms, taken before it was read) may still be believed without asking. Nothing
 * read before hints were lost is.
 */
export type Trust = (at: number) => boolean;

export function createTrust(bus: Bus, clock: Clock): Trust {
  let since = Number.NEGATIVE_INFINITY;
  let longest = usual;
  bus.subscribe('line', ({ away }) => {
    since = clock.now();
    longest = away ? whileAway : usual;
  });
  return (at) => {
    const age = clock.now() - at;
    // A clock that was set back makes nothing young.
    return at > since && age >= 0 && age < longest;
  };
}
