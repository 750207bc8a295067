import type { Hold, Matter } from '@rapport/contract';

export type HoldState = 'holds' | 'asked' | 'cooling' | 'over';

/** `asked`: somebody wishes it lifted; `cooling`: lifted, and still protecting. */
export function stateOf(hold: Hold, now: number): HoldState {
  if (hold.liftedAt === null) return hold.liftAskedBy === null ? 'holds' : 'asked';
  return (hold.protectsUntil ?? 0) > now ? 'cooling' : 'over';
}

/** A matter is over when all its holds were lifted; one without any is only beginning. */
export const isOver = ({ holds }: Matter): boolean => holds.length > 0 && holds.every(({ liftedAt }) => liftedAt !== null);
