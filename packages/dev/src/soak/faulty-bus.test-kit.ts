import type { Bus, Hints, Subject } from '@rapport/platform';
import type { Dice } from './dice.test-kit.ts';

/** Hints that may be lost, doubled, late and out of order, as the bus's contract says. */
export interface ChaosBus {
  wrap(bus: Bus): Bus;
  /** From here on every hint arrives once and at once. */
  calm(): void;
  /** What was done, by kind. */
  readonly done: Record<string, number>;
}

/** Longer than the fan-out's patience, so that gaps are repaired and then filled late, too. */
const longestDelay = 150;

export function chaosBus(dice: Dice): ChaosBus {
  let wild = true;
  const done: Record<string, number> = { lost: 0, doubled: 0, late: 0 };

  function disturb<S extends Subject>(bus: Bus, subject: S, hint: Hints[S]): void {
    const roll = dice.next();
    if (roll < 0.08) {
      done.lost!++;
      return;
    }
    if (roll < 0.16) {
      done.doubled!++;
      bus.publish(subject, hint);
      setTimeout(() => bus.publish(subject, hint), dice.below(longestDelay));
      return;
    }
    if (roll < 0.4) {
      done.late!++;
      setTimeout(() => bus.publish(subject, hint), dice.below(longestDelay));
      return;
    }
    bus.publish(subject, hint);
  }

  return {
    done,
    calm: () => {
      wild = false;
    },
    wrap: (bus) => ({
      // Hints that only drop caches are left alone: what they miss, age repairs, in a minute.
      publish: (subject, hint) =>
        wild && (subject === 'stream' || subject === 'user' || subject === 'lossy')
          ? disturb(bus, subject, hint)
          : bus.publish(subject, hint),
      subscribe: (subject, listener) => bus.subscribe(subject, listener),
      close: () => bus.close(),
    }),
  };
}
