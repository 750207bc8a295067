import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bus, Hints } from '../bus.ts';
import { textOfFrame } from '../gateway/frame.ts';

/** Two ends of one bus: the same object for a driver in one process, two connections for one between nodes. */
export interface BusPair {
  here: Bus;
  there: Bus;
}

const hint = (ev: number): Hints['stream'] => ({
  stream: 's',
  kind: 'conversation',
  first: ev,
  last: ev,
  frames: [`{"ev":${ev}}`],
});

/** As a listener sees it: frames are text, or ready-made bytes of another node. */
const plain = (heard: Hints['stream']): Hints['stream'] => ({ ...heard, frames: heard.frames.map((f) => textOfFrame(f)) });

/** Waits until the listener has heard so much, for drivers that take a moment. */
const heard = async (list: readonly unknown[], count: number): Promise<void> =>
  expect.poll(() => list.length).toBeGreaterThanOrEqual(count);

/** What every driver of the bus must do; run it on each. */
export function busSuite(driver: string, open: (onError: (error: unknown) => void) => Promise<BusPair>): void {
  describe(`bus: ${driver}`, () => {
    let pair: BusPair;
    let errors: unknown[];
    beforeEach(async () => {
      errors = [];
      pair = await open((error) => errors.push(error));
    });
    afterEach(async () => {
      await Promise.all([pair.here.close(), pair.there.close()]);
    });

    it('BU1 hands a hint to every subscriber of its subject, as plain data', async () => {
      const one: unknown[] = [];
      const two: unknown[] = [];
      pair.there.subscribe('stream', (h) => one.push(plain(h)));
      pair.there.subscribe('stream', (h) => two.push(plain(h)));
      pair.here.publish('stream', hint(1));
      await heard(two, 1);
      expect(one).toEqual([hint(1)]);
      expect(two).toEqual([hint(1)]);
    });

    it('BU2 keeps the order of one publisher and subject', async () => {
      const evs: number[] = [];
      pair.there.subscribe('stream', (h) => evs.push(h.first));
      for (let ev = 1; ev <= 200; ev++) pair.here.publish('stream', hint(ev));
      await heard(evs, 200);
      expect(evs).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    });

    it('BU3 tells nobody of other subjects, nor after a subscription has ended', async () => {
      const users: string[] = [];
      const ended: unknown[] = [];
      pair.there.subscribe('user', (h) => users.push(`${h.user} ${textOfFrame(h.frame)}`));
      const end = pair.there.subscribe('stream', (h) => ended.push(h));
      end();
      pair.here.publish('stream', hint(1));
      pair.here.publish('user', { user: 'u', frame: '{}' });
      await heard(users, 1);
      expect(users).toEqual(['u {}']);
      expect(ended).toEqual([]);
    });

    it('BU4 a listener that throws harms neither the publisher nor other listeners', async () => {
      const evs: number[] = [];
      pair.there.subscribe('stream', () => {
        throw new Error('listener');
      });
      pair.there.subscribe('stream', (h) => evs.push(h.first));
      expect(() => pair.here.publish('stream', hint(7))).not.toThrow();
      await heard(evs, 1);
      expect(evs).toEqual([7]);
      expect(errors).toHaveLength(1);
    });

    it('BU5 publishing with nobody there, or after the end, is no error', async () => {
      expect(() => pair.here.publish('changed', { what: 'user', id: 'u' })).not.toThrow();
      await pair.here.close();
      expect(() => pair.here.publish('changed', { what: 'user', id: 'u' })).not.toThrow();
    });
  });
}
