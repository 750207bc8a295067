import type { Disposition, DispositionItem } from '@rapport/contract';

/** The word for where a batch stands. */
export const batchWord = ({ state, firstBy, counts }: Disposition) =>
  state === 'proposed' && firstBy !== null
    ? 'batchFirst'
    : state === 'done' && !counts.destroyed
      ? 'batchNone'
      : (
          {
            listing: 'batchListing',
            proposed: 'batchProposed',
            approved: 'batchApproved',
            done: 'batchDone',
            withdrawn: 'batchWithdrawn',
          } as const
        )[state];

export const itemWords = {
  due: 'itemDue',
  excluded: 'itemExcluded',
  extended: 'itemExtended',
  held: 'itemHeld',
  kept: 'itemKept',
  destroyed: 'itemDestroyed',
} as const satisfies Record<DispositionItem['state'], string>;

/** Why the house itself let a message stay (retention's `execute.ts`); that of a hold is said by its state. */
export const stayedWords = {
  'erased already': 'stayedErased',
  rules: 'stayedRules',
  'not in the ledger yet': 'stayedUnrecorded',
} as const;

/** Messages that are to be destroyed, and that were. */
export const dueOf = ({ counts }: Disposition): number => counts.due ?? 0;
export const destroyedOf = ({ counts }: Disposition): number => counts.destroyed ?? 0;
/** What stays although it was listed. */
export const leftOf = (batch: Disposition): number => batch.messages - dueOf(batch) - destroyedOf(batch);

export const isUnderWay = ({ state }: Disposition): boolean => state === 'listing' || state === 'approved';
