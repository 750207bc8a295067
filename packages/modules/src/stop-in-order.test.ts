import { createLogger } from '@rapport/platform';
import { expect, it } from 'vitest';
import { stopInOrder } from './stop-in-order.ts';

it('what hangs or fails while the house stops does not keep the rest from stopping in order', async () => {
  const told: unknown[] = [];
  const logger = createLogger('silent');
  logger.warn = ((...words: unknown[]) => void told.push(words)) as typeof logger.warn;
  const stopped: string[] = [];
  const part = (name: string, act: () => Promise<unknown> = async () => undefined) => ({
    name,
    stop: () => {
      stopped.push(name);
      return act();
    },
  });
  const failure = new Error('did not stop');
  const parts = [
    part('calls'),
    part('reader', () => new Promise(() => undefined)),
    part('bus', () => Promise.reject(failure)),
    part('database'),
  ];
  await expect(stopInOrder(logger, parts, 50)).rejects.toBe(failure);
  expect(stopped).toEqual(['calls', 'reader', 'bus', 'database']);
  expect(told).toEqual([[{ part: 'reader' }, expect.any(String)]]);
});
