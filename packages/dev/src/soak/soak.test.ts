import { afterAll, describe, expect, it } from 'vitest';
import { type Harm, heavyHarms, lightHarms } from './harm.test-kit.ts';
import { ScheduleRunner } from './run-schedules.test-kit.ts';

const runner = new ScheduleRunner();
const steps = 50;
/** Each heavy harm once, among all the light ones; and two schedules of light ones alone. */
const stories: readonly (readonly Harm[])[] = [lightHarms, lightHarms, ...heavyHarms.map((heavy) => [...lightHarms, heavy])];

describe('randomised proof, in short (at length: npm run soak): servers, databases, disks, sockets, hints and clocks fail under several writers', () => {
  afterAll(() => runner.close());

  for (const [at, harms] of stories.entries()) {
    const seed = at + 1;
    it(`SY1 SY4 SY5 SY6 SY8 SY10 SY12 seed ${seed}: ${harms.at(-1)} and all else, and nothing acknowledged is lost or doubled`, async () => {
      const outcome = await runner.run({ seed, steps, harms });
      if ('error' in outcome)
        throw new Error(
          `${outcome.error}\nReplay: npm run soak -- --schedules 1 --seed ${seed} --steps ${steps} --harms '${harms.join(',')}'`,
        );
      expect(outcome.report.messages).toBeGreaterThan(steps / 5);
    }, 160_000);
  }
});
