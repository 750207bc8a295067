/** The one law: a room calls only rooms built before it, through their door. The linter and the composer read this. */
export const order = [
  'people',
  'access',
  'files',
  'templates',
  'contacts',
  'policy',
  'conversations',
  'inbox',
  'channels',
  'records',
  'signing',
  'search',
  'imports',
  'retention',
  'archive',
  'delivery',
  'health',
] as const;
export type RoomName = (typeof order)[number];
