/** What became of a review. */
export const reviewWords = {
  open: 'reviewOpen',
  extended: 'reviewExtended',
  kept: 'reviewKept',
  destroy: 'reviewDestroy',
  needed: 'reviewNeeded',
  lifted: 'reviewLifted',
  void: 'reviewVoid',
} as const;
