import type { Inspection, Look } from '@rapport/contract';

/** What an inspection's state and a look's kind are called. */
export const stateWords = {
  asked: 'state_asked',
  open: 'state_open',
  refused: 'state_refused',
  ended: 'state_ended',
  expired: 'state_expired',
} as const satisfies Record<Inspection['state'], string>;

export const lookWords = {
  queried: 'look_queried',
  read: 'look_read',
  viewed: 'look_viewed',
  proved: 'look_proved',
  opened: 'look_opened',
  exported: 'look_exported',
  fetched: 'look_fetched',
} as const satisfies Record<Look['kind'], string>;
