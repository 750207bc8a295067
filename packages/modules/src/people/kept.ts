import type { Platform } from '@rapport/platform';

/**
 * One value in memory, read by `load` when it is asked for: until a hint `changed` that `touches` it, and no longer than
 * `platform.trusts` it, in case the hint was lost. Who asks while it is read waits for the same reading. Neither a failure
 * nor `undefined` is kept.
 */
export function keptUntilChanged<T>(
  platform: Platform,
  touches: (what: string) => boolean,
  load: () => Promise<T>,
): () => Promise<T> {
  let kept: { value: Promise<T>; at: number } | undefined;
  platform.bus.subscribe('changed', ({ what }) => {
    // What is being read now may be from before the change: the next one reads anew.
    if (touches(what)) kept = undefined;
  });
  return () => {
    if (kept && platform.trusts(kept.at)) return kept.value;
    const entry = { value: load(), at: platform.clock.now() };
    kept = entry;
    const drop = (): void => {
      if (kept === entry) kept = undefined;
    };
    entry.value.then((value) => value === undefined && drop(), drop);
    return entry.value;
  };
}
