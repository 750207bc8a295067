import type { Inspection, InspectionScope } from '@rapport/contract';
import type { InspectionRow } from './rows.ts';

const day = 86_400_000;

/** Inspections of one person that wait or are open. */
export const mostUnended = 20;
/** Milliseconds for which somebody may agree to what was asked. */
export const askedFor = 30 * day;

/** AR4: what has run out is over, whether or not somebody noted it yet. */
export const stateAt = ({ state, expiresAt }: Pick<InspectionRow, 'state' | 'expiresAt'>, now: number): Inspection['state'] =>
  (state === 'asked' || state === 'open') && now >= expiresAt ? 'expired' : state;

export const isUnended = (state: Inspection['state']): boolean => state === 'asked' || state === 'open';

export const endOf = (openedAt: number, days: number): number => openedAt + days * day;

export const namesPeople = ({ people, departments }: InspectionScope): boolean => people.length + departments.length > 0;

/** AR2: an inspection of everything and everybody of all times is none, and a span that leaves nothing out bounds nothing. `now`: Unix ms. */
export const isBounded = (scope: InspectionScope, now: number): boolean =>
  scope.conversations.length > 0 ||
  namesPeople(scope) ||
  (scope.from ?? 0) > 0 ||
  (scope.until ?? Number.POSITIVE_INFINITY) <= now;
