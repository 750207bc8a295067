/**
 * Asks one question at a time: however many ask while one is under way, it is asked once more after it. The promise ends with a
 * question that began after the call; one that failed ends it like one that was answered.
 */
export function inTurn<A extends unknown[]>(ask: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let now: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const begin = (args: A): Promise<void> => {
    now = ask(...args)
      .catch(() => undefined)
      .finally(() => {
        now = undefined;
      });
    return now;
  };
  return (...args) => {
    if (!now) return begin(args);
    next ??= now.then(() => {
      next = undefined;
      return begin(args);
    });
    return next;
  };
}
