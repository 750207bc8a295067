import type { Patch } from '../bytes/bytes.ts';

/** What is known of a film or a sound without decoding it. */
export interface MediaFacts {
  video: boolean;
  /** Seconds. */
  duration?: number | undefined;
  width?: number;
  height?: number;
  /** What to lay over the bytes so that they tell no place or author; ascending. */
  patches: Patch[];
}
