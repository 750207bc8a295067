import type { TalkChannel } from '@rapport/contract';

/** In the order in which they are offered. */
export const channels = [
  'in-person',
  'phone',
  'video',
  'chat',
  'email',
  'letter',
  'fax',
  'other',
] as const satisfies readonly TalkChannel[];
