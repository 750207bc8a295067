import type { Bus, Hints, Subject } from '@rapport/platform';
import { Dice } from './dice.test-kit.ts';

/** Hints that may be lost, doubled, late and out of order, as the bus's contract says. */
export interface FaultyBus {
  wrap(bus: Bus): Bus;
  /** Hints go astray from here on, as the seed wants it. */
  wild(seed: number): void;
  /** From here on every hint arrives once and at once. Answers what was done since `wild`, by kind. */
  calm(): Record<string, number>;
}

/** Longer than the fan-out's patience, so that gaps are repaired and then filled late, too. */
const longestDelay = 150;
/** Hints that only drop caches are left alone: what they miss, age repairs, in a minute. */
const disturbed: ReadonlySet<Subject> = new Set<Subject>(['stream', 'user', 'lossy']);

export function faultyBus(): FaultyBus {
  let dice: Dice | undefined;
  let done = { 'hint lost': 0, 'hint doubled': 0, 'hint late': 0 };

  function disturb<S extends Subject>(bus: Bus, dealt: Dice, subject: S, hint: Hints[S]): void {
    const roll = dealt.next();
    const later = () => setTimeout(() => bus.publish(subject, hint), dealt.below(longestDelay));
    if (roll < 0.08) {
      done['hint lost']++;
    } else if (roll < 0.16) {
      done['hint doubled']++;
      bus.publish(subject, hint);
      later();
    } else if (roll < 0.4) {
      done['hint late']++;
      later();
    } else bus.publish(subject, hint);
  }

  return {
    wild: (seed) => {
      dice = new Dice(seed);
      done = { 'hint lost': 0, 'hint doubled': 0, 'hint late': 0 };
    },
    calm: () => {
      dice = undefined;
      return done;
    },
    wrap: (bus) => ({
      publish: (subject, hint) =>
        dice && disturbed.has(subject) ? disturb(bus, dice, subject, hint) : bus.publish(subject, hint),
      subscribe: (subject, listener) => bus.subscribe(subject, listener),
      close: () => bus.close(),
    }),
  };
}
