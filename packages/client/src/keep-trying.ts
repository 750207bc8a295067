const longest = 15_000;

/**
 * Milliseconds until the next try to connect. A crowded address has room when others leave: it is asked seldom. Jitter: a thousand
 * clients of a restarted server do not come back in the same instant.
 */
export function reconnectPause(attempts: number, crowded: boolean): number {
  const [first, most] = crowded ? [30_000, 300_000] : [300, 30_000];
  return Math.min(most, first * 2 ** attempts) * (0.5 + Math.random());
}

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds) as { unref?: () => void };
    timer.unref?.();
  });

/** Tries until it succeeds or `goOn` (asked after each failure and each rest) says no; pauses grow up to 15 s, with jitter. */
export async function keepTrying(act: () => Promise<void>, goOn: (error: unknown) => boolean): Promise<void> {
  for (let pause = 500; ; pause = Math.min(longest, pause * 2)) {
    try {
      return await act();
    } catch (error) {
      if (!goOn(error)) return;
      await rest(pause * (0.5 + Math.random()));
      if (!goOn(error)) return;
    }
  }
}
