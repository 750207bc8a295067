const longest = 15_000;

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
